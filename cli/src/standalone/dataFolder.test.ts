import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { prepareDataFolder } from './dataFolder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-data-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

test('a data folder that is made is for its user alone; those above it are as usual', () => {
  mkdirSync(join(folder, 'usual'));
  const root = join(folder, 'above', 'data');
  expect(prepareDataFolder(root)).toMatchObject({ root, shareDir: join(root, 'share', 'default') });
  expect(modeOf(root)).toBe(0o700);
  expect(modeOf(join(folder, 'above'))).toBe(modeOf(join(folder, 'usual')));
  expect(statSync(join(root, 'share', 'default', 'archives')).isDirectory()).toBe(true);
});

test('a data folder that is there keeps its mode', () => {
  const root = join(folder, 'data');
  mkdirSync(root);
  chmodSync(root, 0o755);
  prepareDataFolder(root);
  expect(modeOf(root)).toBe(0o755);
});

test('a data folder that cannot be made is told in one sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  const root = join(folder, 'file', 'data');
  expect(() => prepareDataFolder(root)).toThrow(`The data folder ${root} cannot be made: `);
});
