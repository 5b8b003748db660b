import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type StandaloneServer, startStandalone } from '../../../test/standalone/startStandalone.ts';
import { buildMemoryZip } from '../submit/memoryZip.ts';
import { type CommandResult, runSqllint } from '../testing/runSqllint.ts';

/** These tests run the command against a server of their own, with real engines. */

const clean = Buffer.from('SELECT a\nFROM b;\n');
/** In no encoding that is tried. */
const undecodable = Buffer.from('SELECT \xff\xff\xff\n', 'latin1');

let folder: string;
let archive: string;
let server: StandaloneServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-retry-'));
  const archives = join(folder, 'data', 'share', 'default', 'archives');
  archive = join(archives, 'a.zip');
  const logFile = join(folder, 'server.log');
  server = await startStandalone({ dataDir: join(folder, 'data'), logFile, args: ['--engines', '1'] });
  mkdirSync(archives, { recursive: true });
}, 60_000);

afterAll(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function writeArchive(second: Buffer): void {
  const entries = [
    { name: 'good.sql', content: clean },
    { name: 'torn.sql', content: second },
  ];
  writeFileSync(archive, buildMemoryZip(entries));
}

/** Submits the archive, and waits for its end. */
async function submitArchive(): Promise<{ readonly job_id: string; readonly job_status: string }> {
  const answer = await fetch(`${server.url}/api/v1/jobs?wait=60`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ zip_file_path: 'archives/a.zip', dialect: 'mysql' }),
  });
  return (await answer.json()) as { job_id: string; job_status: string };
}

function retry(...args: string[]): Promise<CommandResult> {
  return runSqllint(['retry', '--server', server.url, ...args], folder);
}

describe('sqllint retry', () => {
  test('analyses what failed again, and takes the rest from the first time', async () => {
    writeArchive(undecodable);
    const first = await submitArchive();
    expect(first.job_status).toBe('PARTIALLY_COMPLETED');

    const again = await retry(first.job_id, '--wait', '--format', 'json');
    expect(again.exitCode).toBe(1);
    const told = JSON.parse(again.stdout);
    expect(told.job_id).not.toBe(first.job_id);
    expect(told).toMatchObject({
      job_status: 'PARTIALLY_COMPLETED',
      files: { total: 2, succeeded: 1, failed: 1, cached: 1 },
    });

    writeArchive(Buffer.from('SELECT c\nFROM d;\n'));
    const mended = await retry(first.job_id, '--wait');
    expect(mended).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^Passed: 2 files, 0 violations/),
      stderr: '',
    });

    const nothing = await retry(first.job_id);
    expect(nothing).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^sqllint: All files were analysed by the retry job-[0-9a-f-]+; there is nothing/),
    });
  });

  test('prints the id of the new job when it is not to wait', async () => {
    writeArchive(undecodable);
    const { job_id: jobId } = await submitArchive();
    expect(await retry(jobId)).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^job-[0-9a-f-]{36}\n$/),
      stderr: '',
    });
  });

  test.each([
    ['no job', [], /Name one job/],
    ['two jobs', ['job-1', 'job-2'], /Name one job/],
    ['a job that nobody knows', ['job-00000000-0000-4000-8000-000000000000'], /^sqllint: Job not found\n$/],
    ['what is no id', ['../x'], /^sqllint: Job not found\n$/],
    ['an option of another command', ['job-1', '--dialect', 'mysql'], /has no option --dialect/],
    ['an unknown format', ['job-1', '--format', 'xml'], /--format must be text or json/],
  ])('refuses %s', async (_, args, sentence) => {
    const { exitCode, stderr } = await retry(...args);
    expect(stderr).toMatch(sentence);
    expect(exitCode).toBe(2);
  });

  test('tells how it is used', async () => {
    const { exitCode, stdout } = await retry('--help');
    expect(stdout).toMatch(/^Makes a new job of one that has ended[\s\S]*Usage: sqllint retry JOB/);
    expect(exitCode).toBe(0);
  });
});
