import { type HostileCase, sqlCase } from '../hostileCase.ts';

/** A long directive would only be a long line. */
const quiet = { dialect: 'ansi', excludeRules: ['LT05'] };

/**
 * Texts that give orders to SQLFluff. Each must be read as a comment.
 * @param payloadFolder holds a Python module and templates that would write the canary
 */
export function directiveCases(payloadFolder: string): readonly HostileCase[] {
  return [
    ...dangerousCases(payloadFolder),
    sqlCase('a directive that excludes every rule', '-- sqlfluff:exclude_rules:all\nSELECT a  FROM t;\n', ['LT01']),
    sqlCase('a directive with another dialect', '-- sqlfluff:dialect:tsql\nSELECT `a`  FROM t;\n', ['RF06', 'LT01']),
    sqlCase(
      'a remark that silences every rule, which the profile honours',
      '-- noqa: disable=all\nSELECT a  FROM t;\n',
      [],
    ),
  ];
}

/** The same where users may give orders: none of these is on the list of what they may set. */
export function honouredDirectiveCases(payloadFolder: string): readonly HostileCase[] {
  return dangerousCases(payloadFolder).map((hostile) => ({ ...hostile, profile: { inlineConfig: 'Honour' } }));
}

function dangerousCases(payloadFolder: string): readonly HostileCase[] {
  const jinja = '-- sqlfluff:templater:jinja\n';
  return [
    sqlCase('a directive that loads a Python library', libraryPathText(payloadFolder), [], quiet),
    sqlCase(
      'a directive with a search path for templates, and an include',
      `-- sqlfluff:templater:jinja:loader_search_path:${payloadFolder}\n{% include 'payload.sql' %}\n`,
      ['PRS'],
      quiet,
    ),
    sqlCase(
      'a directive that loads macros',
      `-- sqlfluff:templater:jinja:load_macros_from_path:${payloadFolder}\nSELECT {{ payload() }};\n`,
      ['PRS'],
      quiet,
    ),
    sqlCase('a directive that asks for Jinja', `${jinja}SELECT {{ 1 + 1 }};\n`, ['PRS'], quiet),
    sqlCase(
      'a directive that asks for Python format strings',
      '-- sqlfluff:templater:python\nSELECT {self.__class__};\n',
      ['PRS'],
      quiet,
    ),
    sqlCase(
      'nested Jinja loops',
      `${jinja}${'{% for i in range(99999999) %}'.repeat(6)}SELECT 1;${'{% endfor %}'.repeat(6)}\n`,
      ['PRS'],
      quiet,
    ),
    sqlCase('a string of 3 GB in Jinja', `${jinja}SELECT {{ 'a' * 3000000000 }};\n`, ['PRS'], quiet),
    sqlCase(
      'a directive with a catastrophic regular expression',
      `-- sqlfluff:rules:references.keywords:ignore_words_regex:^(a+)+$\nSELECT ${'a'.repeat(60)}_1 FROM t;\n`,
      [],
      quiet,
    ),
    sqlCase(
      'a directive with a catastrophic placeholder',
      `-- sqlfluff:templater:placeholder:param_regex:(a+)+!\nSELECT ${'a'.repeat(60)} FROM t;\n`,
      [],
      quiet,
    ),
    sqlCase(
      'a directive that removes the limit of depth',
      `-- sqlfluff:max_parse_depth:0\n-- sqlfluff:max_parse_nodes:0\n${parentheses(20_000)}`,
      ['PRS'],
      quiet,
    ),
    sqlCase('a directive that skips every file', '-- sqlfluff:large_file_skip_byte_limit:1\nSELECT a  FROM t;\n', [
      'LT01',
    ]),
  ];
}

/** Under the `sqlfluff` command, its first line alone runs the module in the folder. */
export function libraryPathText(payloadFolder: string): string {
  return `-- sqlfluff:templater:jinja:library_path:${payloadFolder}\nSELECT 1;\n`;
}

export function parentheses(depth: number): string {
  return `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)};\n`;
}
