import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultProfile } from '../profile/defaultProfile.ts';
import { parseNewSpec } from '../resource/parseJob.ts';
import type { SqlLintJob, SqlLintJobSpecInput } from '../resource/sqlLintJob.ts';
import type { JobRecord } from '../store/types.ts';
import { isJobId, jobIdOfUid, newJobId, retryIdOf } from './ids.ts';
import { retryOf, retryOfRecord } from './retryOf.ts';

const jobId = newJobId();
const next = retryIdOf(jobId);

function aJob(spec: SqlLintJobSpecInput, metadata: Partial<SqlLintJob['metadata']> = {}): SqlLintJob {
  return {
    apiVersion: 'sqllint.dev/v1',
    kind: 'SqlLintJob',
    metadata: {
      name: jobId,
      namespace: 'a',
      uid: 'b60c1b6c-0d7a-4e9c-b1a5-6f5d8c6a0b11',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { 'sqllint.dev/job-id': jobId },
      ...metadata,
    },
    spec: parseNewSpec(spec),
    status: { phase: 'PartiallyCompleted', jobId },
  };
}

describe('the id of a retry', () => {
  test('is a job id, the same every time, and another for another job', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        const retry = retryIdOf(jobIdOfUid(one));
        expect(isJobId(retry)).toBe(true);
        expect(retryIdOf(jobIdOfUid(one))).toBe(retry);
        expect(retry).not.toBe(jobIdOfUid(one));
        if (one !== other) expect(retryIdOf(jobIdOfUid(other))).not.toBe(retry);
      }),
    );
  });
});

describe('the retry of a job with a resource', () => {
  const settings = {
    profile: 'strict',
    dialect: 'mysql',
    rules: ['LT01'],
    execution: 'Pool',
    priority: 3,
    parallelism: 4,
    callback: { url: 'https://a.example/' },
    submitter: { userId: 'u1' },
  } as const;

  test.each<[string, SqlLintJobSpecInput['source']]>([
    ['archive', { archive: { path: 'archives/a.zip', sha256: 'a'.repeat(64) } }],
    ['file', { file: { path: 'archives/a.sql' } }],
    ['inline text', { inline: { sql: 'SELECT 1', fileName: 'q.sql' } }],
    ['ConfigMap', { configMap: { name: 'my-sql' } }],
  ])('has its %s and all its settings', (_, source) => {
    const { spec } = retryOf(aJob({ source, ...settings, rules: ['LT01'] }));
    expect(spec).toMatchObject({ source, ...settings });
  });

  test('says whose retry it is, and is held for the operator', () => {
    expect(retryOf(aJob({ source: { file: { path: 'a.sql' } } }))).toMatchObject({
      namespace: 'a',
      name: next,
      labels: { 'sqllint.dev/job-id': next, 'sqllint.dev/retry-of': jobId },
      annotations: { 'sqllint.dev/retry-of': jobId },
      finalizers: ['sqllint.dev/history'],
    });
  });

  test('begins at once, though its job was cancelled or suspended', () => {
    const { spec } = retryOf(aJob({ source: { file: { path: 'a.sql' } }, cancelled: true, suspend: true }));
    expect(spec).toMatchObject({ cancelled: false, suspend: false });
  });

  test('shows a file by the same name', () => {
    const annotations = {
      'sqllint.dev/file-name': '报表.sql',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    };
    const retry = retryOf(aJob({ source: { file: { path: 'a.sql' } } }, { annotations }));
    expect(retry.annotations).toEqual({ 'sqllint.dev/file-name': '报表.sql', 'sqllint.dev/retry-of': jobId });
  });

  test('has the labels of Kueue, and none by which other tools know their own resources', () => {
    const labels = { 'kueue.x-k8s.io/queue-name': 'team', 'app.kubernetes.io/instance': 'argo', team: 'a' };
    const job = aJob({ source: { inline: { sql: 'SELECT 1' } } }, { name: 'applied', labels });
    const applied = jobIdOfUid(job.metadata.uid);
    expect(retryOf(job).labels).toEqual({
      'kueue.x-k8s.io/queue-name': 'team',
      'sqllint.dev/job-id': retryIdOf(applied),
      'sqllint.dev/retry-of': applied,
    });
  });
});

describe('the retry of a job that has only its row', () => {
  const record: JobRecord = {
    jobId,
    namespace: 'a',
    name: jobId,
    uid: 'uid',
    submissionType: 'SINGLE_FILE',
    sourcePath: 'submissions/a/source.sql',
    profile: { ...defaultProfile, name: 'strict', dialect: 'mysql', rules: ['LT01'], excludeRules: ['LT02'] },
    userId: 'u1',
    productName: null,
    createdAt: 0,
    execution: 'Pool',
    priority: 3,
    status: 'FAILED',
    verdict: null,
    errorMessage: null,
    sourceErrorReason: null,
    sourceErrorMessage: null,
    expandedAt: 0,
    totalFiles: 1,
    warnings: [],
    updatedAt: 0,
    startedAt: 0,
    finishedAt: 0,
  };

  test('analyses its file by the settings that it was analysed by', () => {
    expect(retryOfRecord(record, 'q.sql')).toEqual({
      ok: true,
      job: {
        namespace: 'a',
        name: next,
        labels: { 'sqllint.dev/job-id': next, 'sqllint.dev/retry-of': jobId },
        annotations: { 'sqllint.dev/retry-of': jobId, 'sqllint.dev/file-name': 'q.sql' },
        finalizers: ['sqllint.dev/history'],
        spec: {
          source: { file: { path: 'submissions/a/source.sql' } },
          profile: 'strict',
          dialect: 'mysql',
          rules: ['LT01'],
          excludeRules: ['LT02'],
          encoding: 'auto',
          execution: 'Pool',
          priority: 3,
          submitter: { userId: 'u1' },
        },
      },
    });
  });

  test('analyses its archive, whose files have names of their own', () => {
    const archive = { ...record, submissionType: 'ZIP_ARCHIVE', sourcePath: 'archives/a.zip' } as const;
    expect(retryOfRecord(archive, 'first.sql')).toMatchObject({
      ok: true,
      job: {
        annotations: { 'sqllint.dev/retry-of': jobId },
        spec: { source: { archive: { path: 'archives/a.zip' } } },
      },
    });
  });

  test.each<[string, Partial<JobRecord>, RegExp]>([
    ['a text that was in the resource', { sourcePath: 'inline/q.sql' }, /its SQL with it; submit it again/],
    [
      'a ConfigMap, which a path on the share could look like',
      { submissionType: 'ZIP_ARCHIVE', sourcePath: 'configmap/my-sql' },
      /its SQL with it; submit it again/,
    ],
    ['settings that were never good', { profile: null }, /its settings with it; submit it again/],
  ])('is refused for %s', (_, change, message) => {
    expect(retryOfRecord({ ...record, ...change }, undefined)).toEqual({
      ok: false,
      message: expect.stringMatching(message),
    });
  });
});
