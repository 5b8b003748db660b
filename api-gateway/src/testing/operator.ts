import { createHash } from 'node:crypto';
import type { JobResources } from '@sqllint/core/cluster/jobResources';
import { jobIdOf, sourcePathOf, submissionTypeOf } from '@sqllint/core/job/identity';
import { type JobId, taskIdOf } from '@sqllint/core/job/ids';
import { type JobPhase, jobStatusOf, type TaskErrorCode } from '@sqllint/core/job/states';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Share } from '@sqllint/core/share/openShare';
import type { Store, StoredViolation } from '@sqllint/core/store/types';

/** Plays operator and runner for one job, step by step, through the same doors as the real ones. */

export interface World {
  readonly store: Store;
  readonly resources: JobResources;
  readonly share: Share;
}

export interface ScriptedFile {
  readonly fileName: string;
  readonly violations?: readonly StoredViolation[];
  readonly failure?: { readonly code: TaskErrorCode; readonly message: string };
}

export const violation: StoredViolation = {
  lineNo: 1,
  linePos: 8,
  endLineNo: 1,
  endLinePos: 9,
  code: 'LT01',
  rule: 'layout.spacing',
  description: 'Expected only single space.',
  severity: 'Minor',
  fixable: true,
};

/** The operator sees the job: its row exists, and it is being processed. */
export async function admit(world: World, job: SqlLintJob): Promise<JobId> {
  const jobId = jobIdOf(job);
  const { namespace, name, uid, creationTimestamp } = job.metadata;
  await world.store.jobs.insert({
    jobId,
    namespace,
    name,
    uid,
    submissionType: submissionTypeOf(job),
    sourcePath: sourcePathOf(job),
    profile: defaultProfile,
    userId: job.spec.submitter?.userId ?? null,
    productName: job.spec.submitter?.productName ?? null,
    createdAt: Date.parse(creationTimestamp),
    execution: job.spec.execution,
    priority: job.spec.priority,
    offered: job.spec.execution === 'Pool',
  });
  await world.store.jobs.markProcessing(jobId);
  await world.resources.applyStatus(job.metadata, {
    phase: 'Processing',
    jobId,
    startTime: new Date().toISOString(),
  });
  return jobId;
}

/** A runner lists the files. */
export async function expand(
  world: World,
  jobId: JobId,
  files: readonly ScriptedFile[],
  warnings: readonly string[] = [],
): Promise<void> {
  await world.store.expansion.acquire(jobId, 'runner', 60_000);
  await world.store.expansion.addTasks({
    jobId,
    owner: 'runner',
    totalFiles: files.length,
    warnings,
    tasks: files.map(({ fileName, failure }, entryIndex) => ({
      taskId: taskIdOf(jobId, entryIndex),
      entryIndex,
      fileName,
      fileSize: 10,
      resultKey: failure ? null : resultKeyOf(fileName),
      failure: failure ?? null,
    })),
  });
}

/** A runner analyses what is left. */
export async function analyse(world: World, jobId: JobId, files: readonly ScriptedFile[]): Promise<void> {
  const { tasks } = world.store;
  const claimed = await tasks.claim({ jobId, owner: 'runner', limit: 1000, leaseMs: 60_000, maxAttempts: 3 });
  const batch = await Promise.all(
    claimed.map(async ({ taskId, attempt, resultKey, entryIndex }) => {
      const found = files[entryIndex]?.violations ?? [];
      const path = await world.share.writeResult(resultKey, resultFile(resultKey, found));
      const result = { resultKey, path, engineVersion: 'test', fileSize: 10, lineCount: 1, characterCount: 10 };
      return {
        fence: { taskId, owner: 'runner', attempt },
        result: { ...result, analysisMs: 5 + entryIndex, violations: found },
      };
    }),
  );
  await tasks.commit(jobId, batch);
}

/** The operator ends the job: first the row, then the resource. */
export async function conclude(
  world: World,
  jobId: JobId,
  ref: SqlLintJob['metadata'],
  phase: JobPhase = 'Completed',
): Promise<void> {
  await world.store.jobs.finish(jobId, { status: jobStatusOf(phase), verdict: 'Passed', errorMessage: null });
  await world.resources.applyStatus(ref, {
    phase,
    verdict: 'Passed',
    jobId,
    completionTime: new Date().toISOString(),
  });
}

/** Someone deletes the job, and the operator lets its resource go. */
export async function remove({ resources }: Pick<World, 'resources'>, ref: SqlLintJob['metadata']): Promise<void> {
  await resources.delete(ref, ref.uid);
  const held = await resources.get(ref);
  if (held !== undefined) await resources.setFinalizer(held, false);
}

/** The whole life of a job. */
export async function runJob(
  world: World,
  job: SqlLintJob,
  files: readonly ScriptedFile[],
  phase?: JobPhase,
): Promise<JobId> {
  const jobId = await admit(world, job);
  await expand(world, jobId, files);
  await analyse(world, jobId, files);
  await conclude(world, jobId, job.metadata, phase);
  return jobId;
}

function resultKeyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** As the runner writes it, with the name of whichever file was first. */
function resultFile(resultKey: string, found: readonly StoredViolation[]): string {
  return JSON.stringify({
    violations: found.map((each) => ({ line_no: each.lineNo, code: each.code, description: each.description })),
    summary: { total_violations: found.length },
    file_info: { file_name: 'the first "file" with this content.sql', file_size: 10 },
    analysis_metadata: { result_key: resultKey },
  });
}
