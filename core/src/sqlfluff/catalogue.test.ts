import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dialects, isKnownDialect, resolveRuleReference, rules, suggest } from './catalogue.ts';
import { matchesGlob } from './glob.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const python = process.env.SQLLINT_PYTHON ?? `${repository}.venv/bin/python`;

async function runPython(...args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, ['-I', '-B', ...args], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

const references = [
  ...new Set(rules.flatMap((rule) => [rule.code, rule.name, ...rule.groups, ...rule.aliases])),
  ...[
    'LT*',
    'L0?[0-4]',
    'L01[!0-4]',
    'layout.*',
    '*',
    '*.keywords',
    'lt01',
    'XX99',
    '',
    '[',
    'LT0[',
    'LT0[]1]',
    'L**9',
  ],
  ...['[A-C]*01', 'CP0[1-35]', '?T01', 'AL0[!1-8]', 'L0[4-1]*'],
];

describe('the catalogue', () => {
  test('is what the installed SQLFluff prints', async () => {
    const printed = await runPython(`${repository}lint-runner/engine/catalogue.py`);
    const kept = JSON.parse(await readFile(new URL('./catalogue.json', import.meta.url), 'utf8'));
    expect(kept).toEqual(printed);
  });

  test('resolves every reference and many globs to the rules that SQLFluff would run', async () => {
    const script = `
import json, sys
from sqlfluff.core.rules import get_ruleset
ruleset = get_ruleset()
known = ruleset.rule_reference_map()
print(json.dumps([sorted(ruleset._expand_rule_refs([r], known)) for r in json.loads(sys.argv[1])]))`;
    const expected = await runPython('-c', script, JSON.stringify(references));
    expect(references.map(resolveRuleReference)).toEqual(expected);
  });

  test.each([
    ['LT01', ['LT01']],
    ['layout.spacing', ['LT01']],
    ['L036', ['LT09']],
    ['jinja', ['JJ01']],
    ['LT1[23]', ['LT12', 'LT13']],
    ['nothing', []],
  ])('resolves %j to %j', (reference, codes) => {
    expect(resolveRuleReference(reference)).toEqual(codes);
  });

  test('knows its dialects by label only', () => {
    expect(dialects).toContainEqual({ label: 'mysql', name: 'MySQL' });
    expect(isKnownDialect('mysql')).toBe(true);
    expect(isKnownDialect('MySQL')).toBe(false);
    expect(isKnownDialect('constructor')).toBe(false);
  });
});

describe('a suggestion', () => {
  const labels = dialects.map((dialect) => dialect.label);
  test.each([
    ['mysq', 'mysql'],
    ['MYSQL', 'mysql'],
    ['postgresql', 'postgres'],
    ['snowflak', 'snowflake'],
    ['cobol', undefined],
    ['', undefined],
  ])('for %j', (word, expected) => {
    expect(suggest(word, labels)).toBe(expected);
  });

  test('of an overlong word costs nothing', () => {
    expect(suggest('x'.repeat(1_000_000), labels)).toBeUndefined();
  });

  test('is the word itself when the word is a candidate', () => {
    fc.assert(fc.property(fc.constantFrom(...labels), (label) => suggest(label, labels) === label));
  });
});

describe('a glob', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '1'), maxLength: 12 });

  test('without special characters matches itself only', () => {
    fc.assert(fc.property(text, text, (a, b) => matchesGlob(a, b) === (a === b)));
  });

  test('matches whatever its stars are filled with', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), text, (parts, filling) =>
        matchesGlob(parts.join('*'), parts.join(filling)),
      ),
    );
  });

  test('of many stars answers at once', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
