import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { repository, type StandaloneServer, startStandalone } from '../../../test/standalone/startStandalone.ts';
import { runSqllint } from '../testing/runSqllint.ts';

/** Profiles from the file to the verdict, with a real server and a real engine. */

let folder: string;
let server: StandaloneServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-profiles-'));
  mkdirSync(join(folder, 'profiles'));
  cpSync(join(repository, 'docs/examples/profile.yaml'), join(folder, 'profiles/profile.yaml'));
  putProfile('torn.yaml', 'torn', '{ dialect: mysql, config: { library_path: /etc } }');
  writeFileSync(join(folder, 'profiles/broken.yaml'), 'spec: { dialect: mysql\n');
  server = await startStandalone({
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'log'),
    args: ['--engines', '1', '--profiles', join(folder, 'profiles')],
  });
}, 60_000);

afterAll(async () => {
  await server.end();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function putProfile(file: string, name: string, spec: string): void {
  const document = `apiVersion: sqllint.dev/v1\nkind: SqlLintProfile\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
  writeFileSync(join(folder, 'profiles', file), document);
}

async function submit(sql: string, profile: string) {
  const file = join(folder, 'query.sql');
  writeFileSync(file, sql);
  return await runSqllint(['submit', '--wait', '--server', server.url, '--profile', profile, file], folder);
}

test('the example rejects what its gate does not allow, with its severities and settings', async () => {
  const long = `SELECT customer_id FROM orders WHERE ${'total > 100 AND '.repeat(6)}total > 100\n`;
  const passed = await submit(long, 'team');
  expect(passed).toMatchObject({ exitCode: 0 });
  expect(passed.stdout).toMatch(/: LT05 Line is too long \(\d+ > 100\)[\s\S]*Passed: 1 file, .*\d Info/);
  const rejected = await submit('select customer_id FROM orders\n', 'team');
  expect(rejected).toMatchObject({ exitCode: 1 });
  expect(rejected.stdout).toMatch(/: CP01 [\s\S]*Rejected: 1 file, .*1 Major/);
  expect(await submit('select customer_id from orders\n', 'default')).toMatchObject({ exitCode: 0 });
}, 60_000);

test('a profile that was changed goes for the next submission', async () => {
  putProfile(
    'mine.yaml',
    'mine',
    '{ rules: [CP01], config: { rules: { capitalisation.keywords: { capitalisation_policy: upper } } } }',
  );
  expect((await submit('select customer_id\n', 'mine')).stdout).toMatch(/CP01[\s\S]*Passed: 1 file/);
  putProfile('mine.yaml', 'mine', '{ rules: [CP01], gate: { maxViolations: { Minor: 0 } } }');
  expect((await submit('select customer_id FROM orders\n', 'mine')).stdout).toMatch(/CP01[\s\S]*Rejected: 1 file/);
}, 60_000);

test.each([
  ['torn', 'profile "torn" cannot be used: spec.config: The setting "library_path"'],
  ['broken', 'profile "broken" cannot be used: The file is not YAML'],
  ['teem', 'profile "teem" does not exist; did you mean "team"?'],
])('a submission that names "%s" is refused with the reason', async (profile, sentence) => {
  const refused = await submit('SELECT 1\n', profile);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain(sentence);
});

test('the log of the start says which files hold profiles that cannot be used', () => {
  const log = readFileSync(join(folder, 'log'), 'utf8');
  expect(log).toContain('profile \\"torn\\" of torn.yaml cannot be used: spec.config: The setting');
  expect(log).toContain('profile \\"broken\\" of broken.yaml cannot be used: The file is not YAML');
  expect(log).not.toContain('profile.yaml cannot');
});

test('a folder that is named and not there is told in one sentence', async () => {
  const args = ['standalone', '--data-dir', join(folder, 'other'), '--port', '0', '--profiles', join(folder, 'none')];
  const result = await runSqllint([...args, '--log-level', 'silent'], folder);
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toContain(`The folder ${join(folder, 'none')} of --profiles does not exist`);
}, 60_000);
