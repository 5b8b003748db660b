import { dialects, isKnownDialect, resolveRuleReference, rules, suggest } from '../sqlfluff/catalogue.ts';
import { encodings, isEncodingName } from './encodings.ts';

/**
 * What is wrong with a choice that only the catalogue of SQLFluff can judge: a sentence without its period, which names
 * the field, the value and the remedy; undefined when nothing is.
 */

export function dialectProblem(field: string, label: string | undefined): string | undefined {
  if (label === undefined || isKnownDialect(label)) return undefined;
  const labels = dialects.map((dialect) => dialect.label);
  return `${field} "${shown(label)}" is unknown; ${hint(label, labels)}use one of ${labels.join(', ')}`;
}

export function rulesProblem(field: string, references: readonly string[] | undefined): string | undefined {
  const unknown = references?.find((reference) => resolveRuleReference(reference).length === 0);
  if (unknown === undefined) return undefined;
  const known = rules.flatMap((rule) => [rule.code, rule.name]);
  return `${field} holds "${shown(unknown)}", which no rule matches; ${hint(unknown, known)}use a code such as LT01, a name such as layout.spacing, or a group such as layout`;
}

export function encodingProblem(field: string, encoding: string | undefined): string | undefined {
  if (encoding === undefined || isEncodingName(encoding.toLowerCase())) return undefined;
  return `${field} "${shown(encoding)}" is unknown; use one of ${encodings.join(', ')}`;
}

/** What SQLFluff reports beside its rules: it could not read a text, expand a template, or parse. */
const codesBesideRules = ['LXR', 'PRS', 'TMP'];

/** @param prefix the code of a rule, or what codes begin with */
export function severityProblem(field: string, prefix: string): string | undefined {
  const codes = [...rules.map((rule) => rule.code), ...codesBesideRules];
  if (prefix !== '' && codes.some((code) => code.startsWith(prefix))) return undefined;
  const groups = codes.map((code) => code.replace(/\d+$/, ''));
  const [meant] = resolveRuleReference(prefix);
  const did = meant === undefined ? hint(prefix, [...codes, ...groups]) : `did you mean "${meant}"? Otherwise `;
  return `${field} holds "${shown(prefix)}", with which the code of no rule begins; ${did}use a code such as LT05, or what codes begin with, such as LT`;
}

/** "did you mean", when one of the candidates is near. */
export function hint(word: string, candidates: readonly string[]): string {
  const suggestion = suggest(word, candidates);
  return suggestion === undefined ? '' : `did you mean "${suggestion}"? Otherwise `;
}

/** A value from outside, cut so that a message stays a sentence. */
export function shown(value: string): string {
  return value.length > 64 ? `${value.slice(0, 64)}…` : value;
}
