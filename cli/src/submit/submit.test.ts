import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type StandaloneServer, startStandalone } from '../../../test/standalone/startStandalone.ts';
import { type CommandResult, runSqllint } from '../testing/runSqllint.ts';
import { buildMemoryZip } from './memoryZip.ts';

/** These tests run the command against a server of their own, with real engines. */

const clean = 'SELECT a\nFROM b;\n';
const spaced = 'SELECT a  FROM b;\n';
const unparsable = 'SELECT a FROM b WHERE (;\n';

let folder: string;
let server: StandaloneServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-submit-'));
  const logFile = join(folder, 'server.log');
  server = await startStandalone({ dataDir: join(folder, 'data'), logFile, args: ['--engines', '1'] });
}, 60_000);

afterAll(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function submit(...args: string[]): Promise<CommandResult> {
  return runSqllint(['submit', '--server', server.url, '--dialect', 'mysql', ...args], folder);
}

describe('waiting for the verdict', () => {
  test('a clean file passes', async () => {
    write('clean.sql', clean);
    expect(await submit('clean.sql', '--wait')).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^Passed: 1 file, 0 violations/),
      stderr: '',
    });
  });

  test('a folder is told file by file with the paths that a shell in the same place understands', async () => {
    write('mixed/b.sql', spaced);
    write('mixed/a/月报.sql', unparsable);
    write('mixed/readme.md', '# not SQL');
    symlinkSync(join(folder, 'mixed/b.sql'), join(folder, 'mixed/link.sql'));
    const { exitCode, stdout, stderr } = await submit('mixed', '--wait');
    expect(exitCode).toBe(1);
    expect(stderr).toBe('sqllint: 1 link was not followed.\n');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^mixed\/a\/月报\.sql:1:\d+: PRS /));
    expect(lines).toContainEqual(expect.stringMatching(/^mixed\/b\.sql:1:9: LT01 /));
    expect(lines.at(-1)).toMatch(/^Rejected: 2 files, \d+ violations \(1 Critical, /);
  });

  test('the settings in a folder count, and those that are refused are told beside the findings', async () => {
    write('set/.sqlfluff', '[sqlfluff]\nrules = CP01\ntemplater = jinja\n');
    write('set/a.sql', spaced);
    const { exitCode, stdout, stderr } = await submit('set', '--wait');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Passed: 1 file, 0 violations/);
    expect(stderr).toMatch(/^sqllint: \.sqlfluff: The setting "templater" with the value "jinja" is refused[^\n]+\n$/);
    const json = JSON.parse((await submit('set', '--wait', '--format', 'json')).stdout);
    expect(json.warnings).toEqual([expect.stringMatching(/"templater".*refused/)]);
  });

  test('a ZIP is sent as it is', async () => {
    write('given.zip', buildMemoryZip([{ name: 'x/y.sql', content: Buffer.from(spaced) }]));
    const { exitCode, stdout } = await submit('given.zip', '--wait', '--rules', 'LT01');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^x\/y\.sql:1:9: LT01 .+\nPassed: 1 file, 1 violation \(1 Minor\)/);
  });

  test('a file that cannot be decoded is told with its reason, and rejects', async () => {
    write('bad/ok.sql', clean);
    write('bad/broken.sql', Uint8Array.of(0x53, 0xff, 0xff, 0x80, 0x00));
    const { exitCode, stdout } = await submit('bad', '--wait');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^bad\/broken\.sql: UNDECODABLE \S+/m);
    expect(stdout).toMatch(/^Rejected: 2 files, 0 violations, 1 file could not be analysed/m);
  });

  test('JSON holds the same for programs', async () => {
    write('spaced.sql', spaced);
    const { exitCode, stdout } = await submit('spaced.sql', '--wait', '--format', 'json', '--exclude-rules', 'LT09');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      job_status: 'COMPLETED',
      verdict: 'Passed',
      files: { total: 1, succeeded: 1, failed: 0 },
      violations: expect.arrayContaining([expect.objectContaining({ file: 'spaced.sql', line_pos: 9, code: 'LT01' })]),
    });
  });

  test('being quiet leaves the exit code', async () => {
    write('unparsable.sql', unparsable);
    expect(await submit('unparsable.sql', '--wait', '--quiet')).toEqual({ exitCode: 1, stdout: '', stderr: '' });
  });

  test('a ZIP without SQL files ends without a verdict, which is an error', async () => {
    write('empty.zip', buildMemoryZip([{ name: 'readme.md', content: Buffer.from('x') }]));
    const { exitCode, stderr } = await submit('empty.zip', '--wait');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^sqllint: job-\S+ ended as FAILED: \S+/);
  });
});

test('without waiting the job id is all that is printed', async () => {
  write('clean.sql', clean);
  const { exitCode, stdout } = await submit('clean.sql');
  expect(stdout).toMatch(/^job-[0-9a-f-]{36}\n$/);
  expect(exitCode).toBe(0);
});

describe('what cannot be submitted', () => {
  test.each([
    [['missing.sql'], 'missing.sql does not exist.'],
    [['clean.sql', '--dialect', 'klingon'], 'dialect "klingon" is unknown'],
    [['clean.sql', '--rules', 'XX99'], 'XX99'],
    [['clean.sql', '--profile', 'strict'], 'profile "strict" does not exist'],
    [['clean.sql', '--frmat', 'json'], 'Did you mean --format?'],
    [['clean.sql', '--server', 'http://127.0.0.1:1'], 'http://127.0.0.1:1 does not answer (ECONNREFUSED).'],
  ])('%j is told in one sentence', async (args, sentence) => {
    write('clean.sql', clean);
    const { exitCode, stdout, stderr } = await submit(...args);
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^sqllint: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});
