import { CommandError } from '../command/commandError.ts';

/**
 * Reads the fields of an answer without a schema library, which would take longer to load than a small submission
 * takes. A field of the wrong type ends the command: the other side is not a sqllint server, or a newer one.
 */
export class Fields {
  readonly #raw: Readonly<Record<string, unknown>>;
  /** For messages, for instance `the answer.items`. */
  readonly #where: string;

  /** @throws CommandError when the value is not an object */
  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected(where);
    this.#raw = value as Readonly<Record<string, unknown>>;
    this.#where = where;
  }

  text(name: string): string {
    const value = this.#raw[name];
    if (typeof value === 'string') return value;
    throw this.#unexpected(name);
  }

  number(name: string): number {
    const value = this.#raw[name];
    if (typeof value === 'number') return value;
    throw this.#unexpected(name);
  }

  /** Null for a field that is null or missing. */
  textOrNull(name: string): string | null {
    return this.#isAbsent(name) ? null : this.text(name);
  }

  fields(name: string): Fields {
    return new Fields(this.#raw[name], `${this.#where}.${name}`);
  }

  /** Null for a field that is null or missing. */
  fieldsOrNull(name: string): Fields | null {
    return this.#isAbsent(name) ? null : this.fields(name);
  }

  list(name: string): readonly Fields[] {
    const items = this.#raw[name];
    if (!Array.isArray(items)) throw this.#unexpected(name);
    const where = `${this.#where}.${name}`;
    return items.map((item) => new Fields(item, where));
  }

  /** Empty for a field that is null or missing. */
  textsOrNone(name: string): readonly string[] {
    const items = this.#isAbsent(name) ? [] : this.#raw[name];
    if (Array.isArray(items) && items.every((item) => typeof item === 'string')) return items;
    throw this.#unexpected(name);
  }

  #isAbsent(name: string): boolean {
    return (this.#raw[name] ?? null) === null;
  }

  #unexpected(name: string): CommandError {
    return unexpected(`${this.#where}.${name}`);
  }
}

/** @throws CommandError when the value is not an object */
export function fieldsOf(value: unknown, where = 'the answer'): Fields {
  return new Fields(value, where);
}

function unexpected(where: string): CommandError {
  return new CommandError(`The server's answer is not one of sqllint (${where}).`);
}
