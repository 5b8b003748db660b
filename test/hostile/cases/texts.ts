import { type HostileCase, sqlCase } from '../hostileCase.ts';
import { parentheses } from './directives.ts';

function nested(open: string, middle: string, close: string, depth = 1000): string {
  return `${open.repeat(depth)}${middle}${close.repeat(depth)};\n`;
}

/** Texts that are hard on a lexer, a parser or a rule. */
export const textCases: readonly HostileCase[] = [
  sqlCase('20,000 nested parentheses', parentheses(20_000), ['PRS']),
  sqlCase('20,000 parentheses that are never closed', `SELECT ${'('.repeat(20_000)}1;\n`, ['PRS']),
  sqlCase('5,000 parentheses that were never opened', `SELECT 1${')'.repeat(5_000)};\n`, ['PRS']),
  sqlCase('1,000 nested CASE expressions', `SELECT ${nested('CASE WHEN a THEN ', '1', ' END')}`, ['PRS']),
  sqlCase('1,000 nested subqueries', nested('SELECT a FROM (', 'SELECT 1', ') AS t'), ['PRS']),
  sqlCase('1,000 nested functions', `SELECT ${nested('ABS(', '1', ')')}`, ['PRS']),
  sqlCase('1,000 nested blocks', `CREATE PROCEDURE p() ${nested('BEGIN ', 'SELECT 1; ', 'END; ')}`, ['PRS']),
  sqlCase('1,000 types in each other', `SELECT CAST(a AS ${nested('ARRAY<', 'INT64', '>')}`, ['PRS'], {
    dialect: 'bigquery',
  }),
  sqlCase('one line of 10 MB', `SELECT${' '.repeat(10 * 1024 ** 2)}1;\n`, ['LT05', 'LT01']),
  sqlCase('one word of 1 MB', `SELECT ${'a'.repeat(1024 ** 2)};\n`, ['LT05']),
  sqlCase('10,000 comments that are never closed', `SELECT 1;\n${'/*'.repeat(10_000)}`, ['LT05', 'PRS']),
  sqlCase('a quote that is never closed, before 1 MB', `SELECT '${"\\'".repeat(512 * 1024)}`, ['LT05', 'LXR', 'PRS']),
  // SQLFluff gives the first of them the position 0: it knows no more than its line.
  sqlCase('a malformed remark in a text that cannot be parsed', "SELECT (a -- noqa'", ['PRS', 'PRS']),
  sqlCase('NUL bytes', 'SELECT 1\0;\n', ['LXR', 'PRS']),
  sqlCase('nothing but NUL bytes', Buffer.alloc(2000), ['LXR', 'PRS']),
  sqlCase('no bytes', '', ['LT12']),
  sqlCase('a terminal escape, bidirectional marks and a bell', "SELECT '\u001b[2J\u202e\u0007';\n", []),
  sqlCase('one byte more than a file may have', Buffer.alloc(20 * 1024 ** 2 + 1, 'a'), 'TOO_LARGE'),
];
