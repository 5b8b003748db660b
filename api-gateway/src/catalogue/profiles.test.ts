import { afterEach, expect, test } from '@jest/globals';
import { ClusterUnavailableError } from '@sqllint/core/cluster/errors';
import { call, expectProblem } from '../testing/calls.ts';
import { type Harness, openHarness } from '../testing/harness.ts';
import { profilesSchema } from './profiles.ts';

let harness: Harness;
afterEach(() => harness.close());

async function profiles() {
  const answer = await call(`${harness.url}/api/v1/profiles`);
  expect(answer.status).toBe(200);
  return profilesSchema.parse(answer.body).profiles;
}

test('without any there is the built-in one', async () => {
  harness = await openHarness();
  expect(await profiles()).toEqual([
    expect.objectContaining({
      name: 'default',
      built_in: true,
      valid: true,
      message: null,
      dialect: 'mysql',
      gate: { max_violations: { Blocker: 0, Critical: 0 }, max_failed_files: 0 },
    }),
  ]);
});

test('those of the namespace are told as they are now, also what is wrong with one', async () => {
  harness = await openHarness();
  await harness.putProfile('strict', {
    dialect: 'postgres',
    config: { max_line_length: 120 },
    gate: { maxViolations: { Minor: 0 }, maxFailedFiles: 2 },
  });
  await harness.putProfile('torn', { dialect: 'mysq', parser: 'Rust' });
  const [builtIn, strict, torn] = await profiles();
  expect(builtIn).toMatchObject({ name: 'default', built_in: true });
  expect(strict).toMatchObject({
    name: 'strict',
    built_in: false,
    valid: true,
    dialect: 'postgres',
    settings: { max_line_length: 120 },
    gate: { max_violations: { Minor: 0 }, max_failed_files: 2 },
    limits: { max_file_bytes: 20971520, chunk_above_bytes: 65536 },
  });
  expect(torn).toMatchObject({ name: 'torn', valid: false, dialect: null, gate: null });
  expect(torn?.message).toMatch(/^spec\.dialect "mysq" is unknown; did you mean "mysql"/);
});

test('one named default stands in for the built-in one', async () => {
  harness = await openHarness();
  await harness.putProfile('default', { dialect: 'oracle' });
  expect(await profiles()).toEqual([
    expect.objectContaining({ name: 'default', built_in: false, valid: true, dialect: 'oracle' }),
  ]);
});

test('that cannot be read at the moment are a 503', async () => {
  const away = async () => Promise.reject(new ClusterUnavailableError('no answer'));
  harness = await openHarness({ replace: ({ resources }) => ({ resources: { ...resources, listProfiles: away } }) });
  expectProblem(await call(`${harness.url}/api/v1/profiles`), 503, 'UNAVAILABLE');
});
