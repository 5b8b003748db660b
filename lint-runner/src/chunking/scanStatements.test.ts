import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { scanStatements } from './scanStatements.ts';

const megabyte = 1024 * 1024;

/** A text of `megabytes` that says the same again and again. */
function filled(part: string, megabytes: number): string {
  return part.repeat(Math.ceil((megabytes * megabyte) / part.length));
}

/** `$a0$`, `$a1$` and so on, none of which is closed; about 4 MB. */
const openTags = Array.from({ length: 450_000 }, (_, index) => `$a${index}$ `).join('');

function countOf(dialect: string, text: string): number {
  let count = 0;
  for (const _ of scanStatements(text, dialect)) {
    count += 1;
  }
  return count;
}

describe('behind a statement that an empty one follows there is no cut', () => {
  const cases: readonly (readonly [name: string, dialect: string, marked: string])[] = [
    ['on its line', 'ansi', 'SELECT 1;;\n¦SELECT 2;\n'],
    ['on lines of their own', 'ansi', 'SELECT 1;\n;\n\n;\n¦SELECT 2;\n'],
    ['behind a comment of the client', 'mysql', 'SELECT 1;\n/*!40101 SET NAMES utf8 */;\n¦SELECT 2;\n'],
    ['with a delimiter of its own', 'mysql', 'DELIMITER //\n¦SELECT 1//\n//\n¦SELECT 2//\n¦DELIMITER ;\n'],
    ['but one before a statement in brackets', 'ansi', 'SELECT 1;\n¦(SELECT 2);\n'],
  ];
  test.each(cases)('%s', (_name, dialect, marked) => {
    const text = marked.replaceAll('¦', '');
    const cuts = [...scanStatements(text, dialect)].flatMap(({ cut }) => (cut === undefined ? [] : [cut.at]));
    const pieces = [0, ...cuts].map((at, index) => text.slice(at, cuts[index]));
    expect(pieces.join('¦')).toBe(marked);
  });
});

/** Each is a text of which a scanner that looks ahead from every place would read the rest again and again. */
describe('a long line is scanned in one pass when it repeats', () => {
  const cases: readonly (readonly [
    name: string,
    dialect: string,
    start: string,
    part: string,
    megabytes: number,
    statements: number,
  ])[] = [
    ['a word that is no command without a blank', 'mysql', '', 'source;', 12, 1_797_559],
    ['the other such word', 'mariadb', '', 'delimiter;', 12, 1_258_292],
    ['a command behind a statement', 'mysql', '', 'source a;', 12, 0],
    ['COPY with a statement behind it', 'postgres', '', 'COPY t FROM STDIN; ', 12, 662_259],
    ['a delimiter inside of words', 'mysql', 'DELIMITER ab\n', 'xab', 4, 1_398_103],
    ['a delimiter inside of what cannot be lexed', 'mysql', 'DELIMITER ab\n', '?^ab{ab', 4, 1_198_375],
    ['a letter in its delimiter', 'mysql', 'DELIMITER ', 'x', 12, 1],
    ['a blank behind dollar quotes that are never closed', 'postgres', `SELECT 1;${openTags}`, ' ', 4, 1],
    ['the start of a block comment', 'ansi', 'SELECT 1;', '/* ', 4, 1],
    ['the start of a nested comment', 'postgres', 'SELECT 1;', '/* ', 4, 1],
    ['a bracket that opens', 'tsql', 'SELECT 1;', '[', 4, 1],
    ['a comment of SQL*Plus that does not reach its line end', 'oracle', '', "REM 'a';", 4, 524_288],
    ['a batch separator with a word behind it', 'tsql', 'SELECT 1;', 'GO ', 4, 1],
    ['a slash', 'oracle', 'SELECT 1;', '/ ', 4, 1],
  ];
  test.each(cases)('%s', (_name, dialect, start, part, megabytes, statements) => {
    expect(countOf(dialect, start + filled(part, megabytes))).toBe(statements);
  });
});

describe('20 MB are planned in 128 MB of heap, with the text, when they are', () => {
  const cases: readonly (readonly [name: string, part: string])[] = [
    ['terminators alone', ';'],
    ['short statements', 'SELECT 1;\n'],
  ];
  const script = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.module).then(({ planChunks }) => {
      const text = workerData.part.repeat(Math.ceil((20 * 1024 * 1024) / workerData.part.length));
      const chunks = planChunks(text, 'ansi', { targetChars: 100_000 });
      parentPort.postMessage(chunks.at(-1).end - text.length);
    });`;

  test.each(cases)('%s', async (_name, part) => {
    const planned = new Promise<unknown>((resolve, reject) => {
      const worker = new Worker(script, {
        eval: true,
        execArgv: [],
        workerData: { part, module: new URL('./planChunks.ts', import.meta.url).href },
        resourceLimits: { maxOldGenerationSizeMb: 128 },
      });
      worker
        .once('message', resolve)
        .once('error', reject)
        .once('exit', () => resolve('nothing'));
    });
    expect(await planned).toBe(0);
  });
});
