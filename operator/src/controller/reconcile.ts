import { isDeepStrictEqual } from 'node:util';
import type { JobRef, OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import { isTerminalPhase } from '@sqllint/core/job/states';
import type { Logger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Store } from '@sqllint/core/store/types';
import type { JobCluster } from '../cluster/jobCluster.ts';
import { WorkloadRefusedError } from '../cluster/workloads.ts';
import { decide } from '../decide/decide.ts';
import { happeningsBetween, isWorthAnEvent } from '../decide/happenings.ts';
import { ownStatus } from '../decide/status.ts';
import type { Decision, DecisionSettings, Observed } from '../decide/types.ts';
import { startOfWorkload } from '../decide/workloadStart.ts';
import type { ReconcileObserver } from '../metrics/reconcileObserver.ts';
import { type AdmissionDesk, hasUnfinishedRunners, needsNoSlot, placeInQueue } from './admit.ts';
import { execute } from './execute.ts';
import { finish } from './finish.ts';
import type { KnownJobs } from './knownJobs.ts';
import { observe } from './observe.ts';

export interface ReconcileWorld {
  readonly cluster: JobCluster;
  readonly store: Store;
  readonly known: KnownJobs;
  readonly desk: AdmissionDesk;
  readonly logger: Logger;
  readonly metrics?: ReconcileObserver | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly settings: DecisionSettings;
}

/** A job, and whether it was just read rather than remembered. */
interface Seen {
  readonly job: SqlLintJob;
  readonly live: boolean;
}

/**
 * One round for one job: look at it and at the rest, decide, do, and at the end write the status once (or not at all,
 * when it would not change). The job is taken as the watch showed it, and read live before anything is made for it, or
 * when `doubted`: after a round that failed, perhaps because what was remembered is old.
 * @returns milliseconds until the next round; nothing when only a change can matter
 */
export async function reconcile(ref: JobRef, world: ReconcileWorld, doubted = false): Promise<number | undefined> {
  const known = world.known.get(ref);
  if (known === undefined) return undefined;
  try {
    const seen = doubted ? await readLive(known, world) : { job: known, live: false };
    return seen === undefined ? undefined : await round(seen, world);
  } finally {
    // It may have gone while it asked for a slot, which nobody would give back.
    const { uid } = known.metadata;
    if (world.known.get(ref)?.metadata.uid !== uid) world.desk.admission.release(uid);
  }
}

async function round(seen: Seen, world: ReconcileWorld): Promise<number | undefined> {
  const { job } = seen;
  const observed = await observe(job, {
    ...world,
    workloads: world.cluster.workloads,
    pool: world.cluster.pool,
    profiles: world.cluster.jobs,
  });
  const { decision, observed: asked } = decideWithQueue(job, observed, world);
  if (!seen.live && needsLiveRead(decision)) {
    const live = await readLive(job, world);
    if (live === undefined) return undefined;
    if (live.job.metadata.resourceVersion !== job.metadata.resourceVersion) return await round(live, world);
  }
  if (hasUnfinishedRunners(observed) && !needsNoSlot(job, asked, decision, world.settings)) {
    world.desk.admission.hold(job.metadata);
  }
  return await carryOut(job, asked, decision, world);
}

function decideWithQueue(job: SqlLintJob, observed: Observed, { desk, now, settings }: ReconcileWorld) {
  const decision = decide(job, observed, now(), settings);
  const queue = placeInQueue(job, decision, desk);
  if (queue === undefined) return { decision, observed };
  const waiting = { ...observed, queue };
  return { decision: decide(job, waiting, now(), settings), observed: waiting };
}

/** What is made for a job is made for the newest state of it; a finalizer that could be added proves that this is it. */
function needsLiveRead({ actions }: Decision): boolean {
  const types = new Set(actions.map(({ type }) => type));
  return types.has('createWorkload') && !types.has('addFinalizer');
}

async function readLive(known: SqlLintJob, { cluster, known: jobs, desk }: ReconcileWorld): Promise<Seen | undefined> {
  const job = await cluster.jobs.get(known.metadata);
  if (job === undefined || job.metadata.uid !== known.metadata.uid) {
    // The watch will tell; until then nobody has use for the slot.
    desk.admission.release(known.metadata.uid);
    return undefined;
  }
  jobs.remember(job);
  return { job, live: true };
}

async function carryOut(
  job: SqlLintJob,
  observed: Observed,
  decision: Decision,
  world: ReconcileWorld,
): Promise<number | undefined> {
  let current: SqlLintJob;
  try {
    current = await execute(job, decision.actions, { ...world, observed });
  } catch (error) {
    if (!(error instanceof WorkloadRefusedError) || observed.refusal !== undefined) throw error;
    const refused = { ...observed, refusal: { reason: error.reason, message: error.message } };
    world.desk.admission.release(job.metadata.uid);
    return carryOut(job, refused, decide(job, refused, world.now(), world.settings), world);
  }
  world.known.remember(current);
  // Only now: what was to be ended has been told so.
  if (needsNoSlot(job, observed, decision, world.settings)) world.desk.admission.release(job.metadata.uid);
  switch (decision.kind) {
    case 'settled':
      return decision.requeueAfterMs;
    case 'continue': {
      const shown = await show(current, decision.status, world);
      return hasMoved(job, shown) ? 0 : decision.requeueAfterMs;
    }
    case 'conclude': {
      const begun = withStart(current, observed, world);
      const { status, isOurs } = await finish(begun, decision.ending, world.store, world.now(), observed);
      // Whoever stored it may have shown it, in words that the row does not hold.
      const newest = isOurs ? current : (await readLive(current, world))?.job;
      if (newest === undefined) return undefined;
      const isShown = isTerminalPhase(newest.status?.phase);
      const shown = isShown ? newest : await show(newest, status, world, lastWordsOf(decision));
      return await settle(shown, observed, world);
    }
  }
}

/**
 * Whether others changed a job while a round wrote to it. The answers to our writes show their changes too, and the
 * watch tells nothing that was seen already.
 */
function hasMoved(before: SqlLintJob, after: SqlLintJob): boolean {
  return (
    before.metadata.generation !== after.metadata.generation ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    !isDeepStrictEqual(before.status?.progress, after.status?.progress)
  );
}

/** A job that ends before its start was written began nevertheless. */
function withStart(job: SqlLintJob, observed: Observed, { now, settings }: ReconcileWorld): SqlLintJob {
  const start = startOfWorkload({ job, jobId: jobIdOf(job), observed, now: now(), settings });
  return { ...job, status: { ...job.status, ...start } };
}

/** What is left to do for a job that has just ended needs no new look at the world. */
async function settle(job: SqlLintJob, observed: Observed, world: ReconcileWorld): Promise<number | undefined> {
  const decision = decide(job, observed, world.now(), world.settings);
  return decision.kind === 'settled' ? await carryOut(job, observed, decision, world) : 0;
}

function lastWordsOf({ ending }: Extract<Decision, { kind: 'conclude' }>): string | undefined {
  return ending.kind === 'RunnerFailed' ? ending.lastWords : undefined;
}

/**
 * @param lastWords of a runner; told in Events and the log, and kept out of the resource, from which callers are served
 * @returns the job with that status
 */
async function show(
  job: SqlLintJob,
  status: OperatorStatus,
  { cluster, known, logger, metrics }: ReconcileWorld,
  lastWords?: string,
): Promise<SqlLintJob> {
  const before = ownStatus(job);
  if (isDeepStrictEqual(before, status)) return job;
  const shown = await cluster.jobs.applyStatus(job.metadata, status);
  metrics?.statusWritten(before, shown);
  known.remember(shown);
  const { namespace, name } = job.metadata;
  for (const happening of happeningsBetween(before, status, lastWords)) {
    logger.info({ job_id: jobIdOf(job), namespace, name, phase: status.phase, ...happening }, 'job changed');
    if (isWorthAnEvent(happening, status)) await cluster.events.recordEvent(job, happening);
  }
  return shown;
}
