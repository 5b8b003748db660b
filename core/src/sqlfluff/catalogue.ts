import catalogue from './catalogue.json' with { type: 'json' };
import { matchesGlob } from './glob.ts';

export { suggest } from './suggest.ts';

/** The version of SQLFluff that `catalogue.json` was made from. */
export const sqlfluffVersion: string = catalogue.sqlfluffVersion;

export interface Dialect {
  /** What a profile says, for instance `mysql`. */
  readonly label: string;
  /** For people, for instance `MySQL`. */
  readonly name: string;
}

export interface Rule {
  /** For instance `LT01`. */
  readonly code: string;
  /** For instance `layout.spacing`. */
  readonly name: string;
  readonly description: string;
  readonly groups: readonly string[];
  /** Older codes, for instance `L001`. */
  readonly aliases: readonly string[];
  readonly fixable: boolean;
}

/** By label. */
export const dialects: readonly Dialect[] = catalogue.dialects;

/** By code. */
export const rules: readonly Rule[] = catalogue.rules;

const labels: ReadonlySet<string> = new Set(dialects.map((dialect) => dialect.label));

export function isKnownDialect(label: string): boolean {
  return labels.has(label);
}

/** SQLFluff's precedence: where an alias is also a group, name or code, it means that. */
const codesByReference = collect([
  (rule) => [rule.code],
  (rule) => [rule.name],
  (rule) => rule.groups,
  (rule) => rule.aliases,
]);

function collect(kinds: readonly ((rule: Rule) => readonly string[])[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const referencesOf of kinds) {
    const ofThisKind = new Map<string, string[]>();
    for (const rule of rules) {
      for (const reference of referencesOf(rule).filter((each) => !found.has(each))) {
        ofThisKind.set(reference, [...(ofThisKind.get(reference) ?? []), rule.code]);
      }
    }
    for (const [reference, codes] of ofThisKind) {
      found.set(reference, codes);
    }
  }
  return found;
}

/**
 * The codes of the rules that a reference stands for, sorted; none when it stands for nothing.
 * @param reference a code, a name, a group, an alias, or a glob over all of these, as SQLFluff reads `rules`
 */
export function resolveRuleReference(reference: string): readonly string[] {
  const exact = codesByReference.get(reference);
  if (exact !== undefined) {
    return exact;
  }
  const codes = new Set<string>();
  for (const [known, itsCodes] of codesByReference) {
    if (matchesGlob(reference, known)) {
      for (const code of itsCodes) {
        codes.add(code);
      }
    }
  }
  return [...codes].sort();
}
