import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedJobResources, openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import type { JobRef, JobResources } from '@sqllint/core/cluster/jobResources';
import { jobIdOf, sourcePathOf, submissionTypeOf } from '@sqllint/core/job/identity';
import type { JobId } from '@sqllint/core/job/ids';
import { createLogger } from '@sqllint/core/logging/logger';
import { resolveProfile } from '@sqllint/core/profile/resolveProfile';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { SqlLintJobSpecInput } from '@sqllint/core/resource/sqlLintJob';
import { openShare, type Share } from '@sqllint/core/share/openShare';
import { openStore } from '@sqllint/core/store/open';
import type { Store, TaskRecord } from '@sqllint/core/store/types';
import { type CraftedEntry, zipBytes } from '../../source/archive/testing/zipBytes.ts';
import type { Engines } from '../context.ts';
import { type RunOutcome, runJob } from '../runJob.ts';
import { defaultRunnerSettings, type RunnerSettings } from '../settings.ts';

export interface SubmittedJob {
  readonly ref: JobRef;
  readonly jobId: JobId;
}

export interface RunOverrides {
  readonly runnerId?: string;
  readonly store?: Store;
  readonly share?: Share;
  readonly resources?: JobResources;
  readonly engines: Engines;
  readonly signal?: AbortSignal;
  readonly settings?: Partial<RunnerSettings>;
}

/** A share, a database and resources in a folder of their own, and what the operator does before a runner starts. */
export interface TestBench {
  readonly dir: string;
  readonly store: Store;
  readonly share: Share;
  readonly resources: EmbeddedJobResources;
  /** Puts a file on the share. */
  put(path: string, bytes: string | Uint8Array): Promise<void>;
  /** Makes a ZIP on the share. */
  zip(path: string, entries: readonly CraftedEntry[]): Promise<void>;
  /** @param profile what the job's profile has otherwise than the built-in one */
  submit(spec: SqlLintJobSpecInput, profile?: Partial<EffectiveProfile>): Promise<SubmittedJob>;
  run(job: SubmittedJob, overrides: RunOverrides): Promise<RunOutcome>;
  /** All tasks in order of entry. */
  tasks(job: SubmittedJob): Promise<readonly TaskRecord[]>;
  close(): Promise<void>;
}

const logger = createLogger({ name: 'test', level: 'silent' });

/** @param databaseUrl by default SQLite in the folder */
export async function openTestBench(databaseUrl?: string): Promise<TestBench> {
  const dir = await mkdtemp(join(tmpdir(), 'runner-'));
  const shareDir = join(dir, 'share');
  await mkdir(join(shareDir, 'archives'), { recursive: true });
  const store = await openStore({ url: databaseUrl ?? `sqlite://${join(dir, 'store.db')}` });
  await store.migrate();
  const resources = openEmbeddedJobs({ path: join(dir, 'cluster.db') });
  const share = openShare(shareDir);
  const put = (path: string, bytes: string | Uint8Array) => writeFile(join(shareDir, path), bytes);
  return {
    dir,
    store,
    share,
    resources,
    put,
    zip: (path, entries) => put(path, zipBytes(entries)),
    submit: (spec, profile) => submit({ store, resources }, spec, profile),
    run: ({ ref }, overrides) =>
      runJob({
        ref,
        runnerId: overrides.runnerId ?? `runner-${randomUUID()}`,
        resources: overrides.resources ?? resources,
        store: overrides.store ?? store,
        share: overrides.share ?? share,
        engines: overrides.engines,
        logger,
        signal: overrides.signal ?? new AbortController().signal,
        settings: { ...defaultRunnerSettings, ...overrides.settings },
      }),
    tasks: ({ jobId }) => store.tasks.page(jobId, 0, 10_000),
    async close() {
      await store.close();
      resources.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function submit(
  { store, resources }: Pick<TestBench, 'store' | 'resources'>,
  spec: SqlLintJobSpecInput,
  changes: Partial<EffectiveProfile> = {},
): Promise<SubmittedJob> {
  const job = await resources.create({ namespace: 'default', name: `job-${randomUUID()}`, spec });
  const resolved = resolveProfile(job.spec);
  if (!resolved.ok) throw new Error(resolved.message);
  const jobId = jobIdOf(job);
  const { namespace, name, uid } = job.metadata;
  await store.jobs.insert({
    jobId,
    namespace,
    name,
    uid,
    submissionType: submissionTypeOf(job),
    sourcePath: sourcePathOf(job),
    profile: { ...resolved.profile, ...changes },
    userId: null,
    productName: null,
    createdAt: Date.now(),
    execution: spec.execution ?? 'Job',
    priority: spec.priority ?? 0,
    offered: spec.execution === 'Pool',
  });
  await store.jobs.markProcessing(jobId);
  return { ref: { namespace, name }, jobId };
}
