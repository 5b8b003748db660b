import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { buildPrepareShare } from './buildPrepareShare.ts';

let share: string;
beforeEach(() => {
  share = mkdtempSync(join(tmpdir(), 'sqllint-prepare-'));
});
afterEach(() => rmSync(share, { recursive: true, force: true }));

/** The container's own words, with the share where this test has it. */
async function prepare(folder: string, user?: number) {
  const { command = [], args = [], env = [] } = buildPrepareShare('image', 'Always', folder);
  const [shell = '', ...flags] = command;
  const script = args.map((each) => each.replaceAll('/root-of-share', share));
  const FOLDER = env[0]?.value ?? '';
  const options = { env: { FOLDER }, reject: false, ...(user !== undefined && { uid: user, gid: user }) };
  return await execa(shell, [...flags, ...script], options);
}

test.each(['team-a', '.', 'files/a'])('the folders of a namespace are made, and nothing else: %s', async (folder) => {
  expect((await prepare(folder)).exitCode).toBe(0);
  expect(readdirSync(join(share, folder)).sort()).toEqual(['archives', 'results', 'submissions']);
  expect(readdirSync(join(share, folder, 'results'))).toEqual([]);
  expect(statSync(join(share, folder, 'results')).mode & 0o070).toBe(0o070);
});

test('pods that start together do not stand in the way of each other', async () => {
  const codes = (await Promise.all(Array.from({ length: 12 }, () => prepare('team-a')))).map(
    ({ exitCode }) => exitCode,
  );
  expect(codes).toEqual(codes.map(() => 0));
});

const isRoot = process.getuid?.() === 0;

test('a share that cannot be written says what to do', async () => {
  mkdirSync(join(share, 'team-a/results'), { recursive: true });
  mkdirSync(join(share, 'team-a/submissions'));
  mkdirSync(join(share, 'team-a/archives'));
  chmodSync(join(share, 'team-a/results'), 0o555);
  chmodSync(share, 0o755);
  const { exitCode, stdout } = await prepare('team-a', isRoot ? 10001 : undefined);
  expect(exitCode).toBe(1);
  expect(stdout).toBe('uid 10001 cannot write to team-a/results on the share: chown it to 10001:10001');
});
