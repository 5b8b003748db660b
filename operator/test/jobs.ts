import type { SqlLintJob, SqlLintJobSpec, SqlLintJobStatus } from '@sqllint/core/resource/sqlLintJob';

export interface JobParts {
  readonly name?: string;
  readonly metadata?: Partial<SqlLintJob['metadata']>;
  readonly spec?: Partial<SqlLintJobSpec>;
  readonly status?: SqlLintJobStatus;
}

export const createdAt = '2026-03-01T08:00:00.000Z';

/** A SqlLintJob as the API would return it; equal names give equal uids. */
export function aJob(parts: JobParts = {}): SqlLintJob {
  const name = parts.name ?? 'nightly';
  return {
    apiVersion: 'sqllint.dev/v1',
    kind: 'SqlLintJob',
    metadata: {
      name,
      namespace: 'team-a',
      uid: uidOf(name),
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: createdAt,
      ...parts.metadata,
    },
    spec: {
      source: { archive: { path: 'archives/nightly.zip' } },
      profile: 'default',
      execution: 'Job',
      parallelism: 3,
      priority: 0,
      suspend: false,
      cancelled: false,
      activeDeadlineSeconds: 3600,
      fileTimeoutSeconds: 60,
      backoffLimit: 2,
      ttlSecondsAfterFinished: 86_400,
      ...parts.spec,
    },
    ...(parts.status && { status: parts.status }),
  };
}

function uidOf(name: string): string {
  const hex = Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
