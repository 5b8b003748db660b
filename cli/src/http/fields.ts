import { CommandError } from '../command/commandError.ts';

/**
 * Reads the fields of an answer without a schema library, which would take longer to load than a small submission
 * takes. A field of the wrong type ends the command: the other side is not a sqllint server, or a newer one.
 */
export interface Fields {
  text(name: string): string;
  textOrNull(name: string): string | null;
  number(name: string): number;
  numberOrNull(name: string): number | null;
  fields(name: string): Fields;
  fieldsOrNull(name: string): Fields | null;
  list(name: string): readonly Fields[];
  /** As it came. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** @throws CommandError when the value is not an object */
export function fieldsOf(value: unknown, where = 'the answer'): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected(where);
  const raw = value as Readonly<Record<string, unknown>>;
  const at = (name: string) => `${where}.${name}`;
  const textOrNull = (name: string) => optional(raw[name], 'string', at(name)) as string | null;
  const numberOrNull = (name: string) => optional(raw[name], 'number', at(name)) as number | null;
  const fieldsOrNull = (name: string) => ((raw[name] ?? null) === null ? null : fieldsOf(raw[name], at(name)));
  return {
    raw,
    textOrNull,
    numberOrNull,
    fieldsOrNull,
    text: (name) => required(textOrNull(name), at(name)),
    number: (name) => required(numberOrNull(name), at(name)),
    fields: (name) => required(fieldsOrNull(name), at(name)),
    list: (name) => {
      const items = raw[name];
      if (!Array.isArray(items)) throw unexpected(at(name));
      return items.map((item, index) => fieldsOf(item, `${at(name)}[${index}]`));
    },
  };
}

function optional(value: unknown, type: 'string' | 'number', where: string): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value !== type) throw unexpected(where);
  return value;
}

function required<Value>(value: Value | null, where: string): Value {
  if (value === null) throw unexpected(where);
  return value;
}

function unexpected(where: string): CommandError {
  return new CommandError(`The server's answer is not one of sqllint (${where}).`);
}
