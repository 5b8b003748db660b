import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openShare } from '../share/openShare.ts';
import { removeResultFile, resultKeysOf } from './resultFiles.ts';
import { removeEmptyDay, removeSubmissionFolder, submissionFolders } from './submissionFolders.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'retention-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (path: string): string => join(root, path);

function put(path: string, seconds?: number): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), path);
  if (seconds === undefined) return;
  utimesSync(at(path), seconds, seconds);
  utimesSync(dirname(at(path)), seconds, seconds);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const key = (letters: string): string => letters.padEnd(64, '0');
const fileOf = (name: string): string => `results/${name.slice(0, 2)}/${name}.json`;

describe('result files', () => {
  test('are listed in batches, and nothing else is', async () => {
    for (const name of ['aa1', 'aa2', 'aa3', 'b0']) put(fileOf(key(name)));
    put('results/.tmp/x');
    put(`results/aa/${key('bb')}.json`);
    put('results/aa/notes.txt');
    put(`results/zz/${key('aa')}.json`);
    symlinkSync('/etc', at('results/cc'));
    const batches = resultKeysOf(root, 2);
    const listed = await all(batches);
    expect(listed.map((keys) => keys.length)).toEqual([2, 1, 1]);
    expect(listed.flat().sort()).toEqual(['aa1', 'aa2', 'aa3', 'b0'].map(key));
  });

  test('are none where there is no folder', async () => {
    expect(await all(resultKeysOf(root))).toEqual([]);
  });

  test('go when they are old, and stay when they were written lately', async () => {
    put(fileOf(key('aa')), 1000);
    put(fileOf(key('ab')), 2001);
    expect(await removeResultFile(root, key('aa'), 2000_000)).toBe(true);
    expect(await removeResultFile(root, key('ab'), 2000_000)).toBe(false);
    expect(await removeResultFile(root, key('ac'), 2000_000)).toBe(false);
    expect(existsSync(at(fileOf(key('aa'))))).toBe(false);
    expect(readFileSync(at(fileOf(key('ab'))), 'utf8')).toBe(fileOf(key('ab')));
  });

  test('are there after a runner wrote one at the moment when the old one went', async () => {
    const share = openShare(root);
    for (let round = 0; round < 100; round += 1) {
      put(fileOf(key('aa')), 1000);
      const removing = [1, 2].map(() => removeResultFile(root, key('aa'), 2000_000));
      await Promise.all([...removing, share.writeResult(key('aa'), 'new')]);
      expect(await share.readResult(fileOf(key('aa')))).toBe('new');
    }
  });
});

describe('submissions', () => {
  test('are found by day, and nothing else is', async () => {
    for (const path of [
      '2026/03/01/a/source.sql',
      '2026/03/01/b/source.zip',
      '2025/12/31/c/source.sql',
      'mine/d/e/f/g',
    ]) {
      put(`submissions/${path}`);
    }
    put('submissions/.tmp/x');
    put('archives/2026/03/01/a.zip');
    expect(await all(submissionFolders(root))).toEqual([
      'submissions/2025/12/31/c',
      'submissions/2026/03/01/a',
      'submissions/2026/03/01/b',
    ]);
  });

  test('go when they are old, and stay when they were written lately', async () => {
    put('submissions/2026/03/01/a/source.sql', 1000);
    put('submissions/2026/03/01/b/source.sql', 3000);
    expect(await removeSubmissionFolder(root, 'submissions/2026/03/01/a', 2000_000)).toBe(true);
    expect(await removeSubmissionFolder(root, 'submissions/2026/03/01/b', 2000_000)).toBe(false);
    expect(await all(submissionFolders(root))).toEqual(['submissions/2026/03/01/b']);
  });

  test('a folder that was exchanged for a link leads nowhere', async () => {
    put('archives/nightly/source.zip', 1000);
    mkdirSync(at('submissions/2026/03/01'), { recursive: true });
    symlinkSync(at('archives/nightly'), at('submissions/2026/03/01/a'));
    expect(await all(submissionFolders(root))).toEqual([]);
    expect(await removeSubmissionFolder(root, 'submissions/2026/03/01/a', 2000_000)).toBe(false);
    expect(existsSync(at('archives/nightly/source.zip'))).toBe(true);
  });

  test.each([
    ['the day is not long over', '2026-03-02T12:00:00Z', ['2026', '2026/02', '2026/02/28']],
    ['the month is not over', '2026-02-15T12:00:00Z', ['2026', '2026/02', '2026/02/28']],
    ['the year is not over', '2026-03-05T00:00:00Z', ['2026']],
    ['the year is over', '2027-03-05T00:00:00Z', []],
  ])('the folder of a day goes only when nobody writes there any more: %s', async (_, now, left) => {
    const day = now.startsWith('2026-03-02') ? '2026/03/01' : '2026/02/28';
    mkdirSync(at(`submissions/${day}`), { recursive: true });
    await removeEmptyDay(root, `submissions/${day}/a`, Date.parse(now));
    const [year, month] = [day.slice(0, 4), day.slice(0, 7)];
    const there = [year, month, day].filter((folder) => existsSync(at(`submissions/${folder}`)));
    expect(there).toEqual(left.length === 3 ? [year, month, day] : left);
  });
});
