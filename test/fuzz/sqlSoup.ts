import { dialects } from '@sqllint/core/sqlfluff/catalogue';
import fc from 'fast-check';

export const dialect = fc.constantFrom(...dialects.map(({ label }) => label));

const words = [
  ...[
    'SELECT ',
    'FROM ',
    'WHERE ',
    'JOIN ',
    'ON ',
    'UNION ',
    'WITH a AS (',
    'CASE WHEN ',
    'THEN ',
    'END',
    'AS ',
    'INSERT INTO t VALUES ',
  ],
  ...[
    'CREATE ',
    'TABLE ',
    'PROCEDURE ',
    'FUNCTION ',
    'BEGIN\n',
    'END;\n',
    'DECLARE ',
    'IF ',
    'LOOP ',
    'GO\n',
    'DELIMITER $$\n',
    '$$',
    '$a$',
    '\n/\n',
  ],
];
const marks = [
  ...[
    "'",
    '"',
    '`',
    '\\',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ';',
    '.',
    '::',
    '=',
    '<',
    '>',
    '*',
    '-',
    '--',
    '#',
    '/*',
    '*/',
    '@',
    ':',
    '?',
    '|',
    '%',
  ],
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '-- noqa: disable=all\n',
    '-- noqa',
    '-- sqlfluff:dialect:ansi\n',
    '-- sqlfluff:max_parse_depth:0\n',
  ],
];
const odd = [
  '\0',
  '\u00a0',
  '\u3000',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\u2028',
  '\x1a',
  '\x7f',
  '😀',
  '中',
  'é',
  'ﬁ',
  'İ',
  '\u0301',
  '\t',
  '\n',
  '\n\n',
  '\r',
  ' ',
  '  ',
];
const names = ['a', 'b', 't', 'A1', '_x', '1', '1.5e3', "'s'", '"q"', 'NULL', '(1, 2)'];

const fragment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  { weight: 4, arbitrary: fc.constantFrom(...names.map((name) => `${name} `)) },
  { weight: 3, arbitrary: fc.constantFrom(...marks) },
  { weight: 2, arbitrary: fc.constantFrom(...odd) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }).filter((text) => text.isWellFormed()) },
);

/** What looks like SQL for a moment, and what no SQL has. */
export const sqlSoup = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fragment, fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 40 }))), {
      maxLength,
    })
    .map((parts) => parts.map(([part, times]) => part.repeat(times)).join(''));

/** Whole statements, and now and then something that none of them should be cut by. */
export const statements: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          'SELECT 1;\n',
          "INSERT INTO t VALUES (1, 'a'), (2, 'b;'),\n(3, NULL);\n",
          'CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END;\n',
          '-- a;\n\n',
          '/* ; */ UPDATE t SET a = 1;',
          'GO\n',
          'DELIMITER $$\nSELECT 1; SELECT 2$$\nDELIMITER ;\n',
          'SELECT $$;$$;\n',
        ),
      },
      { weight: 1, arbitrary: sqlSoup(4) },
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));
