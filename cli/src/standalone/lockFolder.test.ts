import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lockFolder } from './lockFolder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-lock-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a folder has one server at a time', () => {
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`Another sqllint server (process ${process.pid}) works on ${folder}`);
  lock.release();
  lockFolder(folder).release();
});

test('a folder that is not there is told in one sentence', () => {
  const missing = join(folder, 'missing');
  expect(() => lockFolder(missing)).toThrow(`The data folder ${missing} cannot be written (unable to open database`);
});
