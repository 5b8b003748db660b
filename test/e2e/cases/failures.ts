import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { applyJob, condition, finishedJob, finishedOverHttp } from '../jobs.ts';
import { zipOf } from '../sampleSql.ts';

interface Problem {
  readonly job_id?: string;
  readonly detail?: string;
}

interface BadSubmission {
  readonly what: string;
  /** Name of the resource. */
  readonly name: string;
  readonly spec: object;
  readonly request: object;
  readonly file?: { readonly path: string; content(): Promise<Uint8Array> };
  /** The sentence, wherever it appears. */
  readonly says: RegExp;
}

const badSubmissions: readonly BadSubmission[] = [
  {
    what: 'a ZIP that is not a ZIP',
    name: 'not-a-zip',
    spec: { source: { archive: { path: 'archives/not-a.zip' } } },
    request: { zip_file_path: 'archives/not-a.zip' },
    file: { path: 'archives/not-a.zip', content: async () => Buffer.from('this is only text\n'.repeat(50)) },
    says: /not a complete ZIP/i,
  },
  {
    what: 'an empty ZIP',
    name: 'empty-zip',
    spec: { source: { archive: { path: 'archives/empty.zip' } } },
    request: { zip_file_path: 'archives/empty.zip' },
    file: { path: 'archives/empty.zip', content: () => zipOf([]) },
    says: /no \.sql|no SQL|empty/i,
  },
  {
    what: 'a path that does not exist',
    name: 'missing-path',
    spec: { source: { archive: { path: 'archives/nowhere.zip' } } },
    request: { zip_file_path: 'archives/nowhere.zip' },
    says: /nowhere\.zip/,
  },
  {
    what: 'a path that leaves the share',
    name: 'leaving-path',
    spec: { source: { archive: { path: '../../etc/passwd.zip' } } },
    request: { zip_file_path: '../../etc/passwd.zip' },
    says: /\.\.|leaves|outside/,
  },
  {
    what: 'an unknown dialect',
    name: 'unknown-dialect',
    spec: { source: { inline: { sql: 'SELECT 1\n' } }, dialect: 'mysq' },
    request: { sql_content: 'SELECT 1\n', dialect: 'mysq' },
    says: /dialect "mysq" is unknown/,
  },
  {
    what: 'an unknown rule',
    name: 'unknown-rule',
    spec: { source: { inline: { sql: 'SELECT 1\n' } }, rules: ['ZZ99'] },
    request: { sql_content: 'SELECT 1\n', rules: ['ZZ99'] },
    says: /ZZ99/,
  },
];

export const failureCases: readonly Case[] = badSubmissions.map((bad) => ({
  name: `${bad.what} ends with a sentence, in the resource and over HTTP`,
  timeoutMs: 90_000,
  async run(world) {
    if (bad.file !== undefined) await world.putOnShare(bad.file.path, await bad.file.content());
    await expectResourceFails(world, bad);
    await expectHttpRefuses(world, bad);
  },
}));

async function expectResourceFails(world: World, bad: BadSubmission): Promise<void> {
  await applyJob(world, bad.name, bad.spec);
  const job = await finishedJob(world, bad.name);
  assert.equal(job.status?.phase, 'Failed');
  assert.equal(condition(job, 'Failed')?.status, 'True');
  assert.match(condition(job, 'Failed')?.message ?? '', bad.says);
}

async function expectHttpRefuses(world: World, bad: BadSubmission): Promise<void> {
  const { status, body } = await world.gateway.post<Problem>('/api/v1/jobs', bad.request);
  if (status === 202 && body.job_id !== undefined) {
    const job = await finishedOverHttp(world, body.job_id);
    assert.equal(job.job_status, 'FAILED');
    assert.match(job.error_message ?? '', bad.says);
    return;
  }
  assert.equal(status, 400, JSON.stringify(body));
  assert.match(body.detail ?? '', bad.says);
}
