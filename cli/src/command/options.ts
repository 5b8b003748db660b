import { util } from './builtins.ts';
import { UsageError } from './commandError.ts';
import { nearestOf } from './nearest.ts';

/** The options of a command: `text` takes a value, `flag` does not. */
export type OptionKinds = Readonly<Record<string, 'text' | 'flag'>>;

/** The options that were given, by name. */
export interface GivenOptions {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  /** The last value given. */
  text(name: string): string | undefined;
  /** Every value given, split at commas, without blanks around them. */
  list(name: string): readonly string[];
  /** @throws UsageError when the value is not a whole number within the bounds */
  integer(name: string, bounds: { readonly min: number; readonly max: number }): number | undefined;
}

/**
 * Reads a command's arguments. `--name value`, `--name=value` and, after `--`, positionals only.
 * @throws UsageError for an option that the command does not have, or one with a value missing or too many
 */
export function readOptions(command: string, args: readonly string[], kinds: OptionKinds): GivenOptions {
  const { tokens, positionals } = util.parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(kinds).map(([name, kind]) => [name, { type: kind === 'text' ? 'string' : 'boolean' }] as const),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    checkOption(command, token, kinds);
    given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? '']);
  }
  return givenOptions(given, positionals);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function checkOption(command: string, token: OptionToken, kinds: OptionKinds): void {
  const kind = Object.hasOwn(kinds, token.name) ? kinds[token.name] : undefined;
  if (kind === undefined || !token.rawName.startsWith('--')) throw unknownOption(command, token, Object.keys(kinds));
  if (kind === 'flag' && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`);
  if (kind === 'text' && !hasValue(token)) {
    throw new UsageError(`${token.rawName} needs a value; see \`sqllint ${command} --help\`.`);
  }
}

/** `--dialect --wait` is a forgotten value; `--dialect=--wait` is meant. */
function hasValue(token: OptionToken): boolean {
  if (token.value === undefined || token.value === '') return false;
  return token.inlineValue === true || !/^-./.test(token.value);
}

function unknownOption(command: string, token: OptionToken, names: readonly string[]): UsageError {
  const meant = nearestOf(token.name, names);
  const hint = meant === undefined ? '' : ` Did you mean --${meant}?`;
  return new UsageError(
    `\`sqllint ${command}\` has no option ${token.rawName}.${hint} See \`sqllint ${command} --help\`.`,
  );
}

function givenOptions(given: ReadonlyMap<string, readonly string[]>, positionals: readonly string[]): GivenOptions {
  const text = (name: string) => given.get(name)?.at(-1);
  return {
    positionals,
    flag: (name) => given.has(name),
    text,
    list: (name) =>
      (given.get(name) ?? [])
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter((value) => value !== ''),
    integer: (name, { min, max }) => {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= min && number <= max) return number;
      throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, not "${value}".`);
    },
  };
}
