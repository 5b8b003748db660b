import { setTimeout as sleep } from 'node:timers/promises';
import type { JobRef } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import type { JobId } from '@sqllint/core/job/ids';
import { type RunnerExit, runnerExit } from '@sqllint/core/job/runnerExit';
import { isTerminalStatus } from '@sqllint/core/job/states';
import { StoreUnavailableError } from '@sqllint/core/store/errors';
import type { JobProgress } from '@sqllint/core/store/types';
import { type Expansion, expandJob } from '../expansion/expandJob.ts';
import { HeldLeases } from '../linting/heldLeases.ts';
import { lintTasks } from '../linting/lintTasks.ts';
import { Turnstile } from '../linting/turnstile.ts';
import { type Heartbeat, startHeartbeat } from '../progress/heartbeat.ts';
import { ProgressReporter } from '../progress/progressReporter.ts';
import { openFileProfiles } from '../settings/fileProfiles.ts';
import { openSource } from '../source/openSource.ts';
import { shareSource } from '../source/sharedSource.ts';
import type { RunContext, RunnerParts } from './context.ts';
import { giveBack } from './giveBack.ts';
import { patience } from './patience.ts';

export interface RunOutcome {
  readonly exitCode: RunnerExit;
  /** A sentence. */
  readonly message: string;
  /** The resource does not exist any more, so that nobody will ever work on the job. */
  readonly resourceIsGone?: true;
}

/** A runner at work on a job, as its heartbeat needs to know it. */
export interface JobAtWork {
  readonly jobId: JobId;
  readonly currentTasks: () => readonly string[];
}

export interface RunJobOptions extends RunnerParts {
  readonly ref: JobRef;
  /** Of the resource that is meant, should its name belong to another by now. */
  readonly uid?: string;
  /**
   * Called at most once, with an outcome that is certain although the runner has not said its last words yet. The next
   * job must wait for the promise nevertheless.
   */
  readonly onOutcome?: (outcome: RunOutcome) => void;
  /**
   * When to leave the job: once it is `over`, which others may have to bring about, or once there is `nothingToClaim`,
   * because other jobs wait. `over` by default.
   */
  readonly leaveWhen?: 'over' | 'nothingToClaim';
  /** For a runner of several jobs that has one heartbeat for all; by default the job has one of its own. */
  readonly heartbeat?: (work: JobAtWork) => Heartbeat;
  /** For a runner of several jobs; by default the job has one of its own. */
  readonly bigFiles?: Turnstile;
}

/**
 * Works on a job until none of its files is pending or in progress, whoever finishes them, or until there is nothing to
 * claim. Never rejects: a failure ends as another exit code than 0, with the files given back.
 */
export async function runJob(options: RunJobOptions): Promise<RunOutcome> {
  const { ref, signal } = options;
  const logger = options.logger.child({ namespace: ref.namespace, job: ref.name });
  try {
    return await run({ ...options, logger });
  } catch (error) {
    if (signal.aborted) return { exitCode: 1, message: 'The runner was asked to leave.' };
    logger.error({ err: error }, 'the runner failed');
    const exitCode = error instanceof StoreUnavailableError ? runnerExit.databaseAway : runnerExit.failed;
    return { exitCode, message: error instanceof Error ? error.message : String(error) };
  }
}

async function run(options: RunJobOptions): Promise<RunOutcome> {
  const { ref, resources, store, share, settings, signal, logger } = options;
  const patiently = patience({ logger, signal, patienceMs: settings.patienceMs });
  const job = await patiently('reading the job', () => resources.get(ref));
  if (job === undefined || (options.uid ?? job.metadata.uid) !== job.metadata.uid) {
    return { exitCode: 0, message: 'The job is gone.', resourceIsGone: true };
  }
  const jobId = jobIdOf(job);
  const record = await patiently('reading the job', () => store.jobs.get(jobId));
  if (record === undefined) return { exitCode: 1, message: 'The database does not know the job yet.' };
  if (isTerminalStatus(record.status)) return { exitCode: 0, message: 'The job is over.' };
  if (record.profile === null) return { exitCode: 1, message: 'The job has no profile yet.' };
  const limits = { ...settings.archiveLimits, maxFileBytes: record.profile.limits.maxFileBytes };
  const source = shareSource(() => openSource({ job, share, resources, limits }));
  const context: RunContext = {
    ...options,
    logger: logger.child({ job_id: jobId }),
    job,
    jobId,
    profile: record.profile,
    patiently,
    bigFiles: options.bigFiles ?? new Turnstile(),
    source: source.open,
    fileProfiles: openFileProfiles({ profile: record.profile, spec: job.spec, source: source.open }),
  };
  try {
    return await work(context, options);
  } finally {
    await source.close();
  }
}

async function work(context: RunContext, options: RunJobOptions): Promise<RunOutcome> {
  const leases = new HeldLeases(context);
  const progress = new ProgressReporter(context);
  const startedHeartbeat = options.heartbeat ?? ((work: JobAtWork) => startHeartbeat(context, work.currentTasks));
  const heartbeat = startedHeartbeat({ jobId: context.jobId, currentTasks: () => leases.taskIds });
  let end: JobProgress | undefined;
  try {
    end = await untilNothingIsLeft(context, { leases, progress, heartbeat }, options.leaveWhen ?? 'over');
    const outcome = { exitCode: 0, message: sentenceOf(end) } as const;
    // All files are finished and stored; reports that only inform need not be waited for.
    options.onOutcome?.(outcome);
    return outcome;
  } catch (error) {
    await giveBack(context, error);
    throw error;
  } finally {
    leases.stop();
    await Promise.all([progress.finish(end?.tasks), heartbeat.stop()]);
  }
}

interface Companions {
  readonly leases: HeldLeases;
  readonly progress: ProgressReporter;
  readonly heartbeat: Heartbeat;
}

/** Other runners may die with files of the job, so that a runner that stays looks again until all are finished. */
async function untilNothingIsLeft(
  context: RunContext,
  companions: Companions,
  leaveWhen: 'over' | 'nothingToClaim',
): Promise<JobProgress | undefined> {
  const { jobId, store, settings, signal, patiently } = context;
  const { leases, progress, heartbeat } = companions;
  let expansion: Expansion = 'held';
  let idle = false;
  for (let pauseMs = settings.firstPollMs; ; ) {
    signal.throwIfAborted();
    if (expansion === 'held') {
      expansion = await expandJob(context);
      progress.changed();
    }
    if (expansion === 'filesLeft') expansion = 'done';
    else {
      const found = await patiently('reading the progress', () => store.jobs.progress(jobId));
      if (found === undefined || isOver(found) || (idle && leaveWhen === 'nothingToClaim')) return found;
    }
    const worked = await lintTasks(context, { leases, onSettled: () => progress.changed() });
    heartbeat.worked(worked);
    idle = worked === 0;
    if (!idle) pauseMs = settings.firstPollMs;
    else if (leaveWhen === 'over') {
      await sleep(pauseMs, undefined, { signal });
      pauseMs = Math.min(pauseMs * 2, settings.longestPollMs);
    }
  }
}

/** True when no runner has anything left to do on the job. */
export function isOver({ status, expanded, sourceErrorReason, tasks }: JobProgress): boolean {
  if (isTerminalStatus(status) || sourceErrorReason !== null) return true;
  return expanded && tasks.pending === 0 && tasks.inProgress === 0;
}

function sentenceOf(end: JobProgress | undefined): string {
  if (end === undefined) return 'The job is gone.';
  if (end.sourceErrorMessage !== null) return end.sourceErrorMessage;
  const { total, succeeded, failed, cached } = end.tasks;
  return `${total} files: ${succeeded} analysed (${cached} known before), ${failed} failed.`;
}
