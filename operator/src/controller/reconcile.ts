import { isDeepStrictEqual } from 'node:util';
import type { JobRef, OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import type { Logger } from '@sqllint/core/logging/logger';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Store } from '@sqllint/core/store/types';
import type { JobCluster } from '../cluster/jobCluster.ts';
import { WorkloadRefusedError } from '../cluster/workloads.ts';
import { decide } from '../decide/decide.ts';
import { happeningsBetween } from '../decide/happenings.ts';
import { ownStatus } from '../decide/status.ts';
import type { Decision, DecisionSettings, Observed } from '../decide/types.ts';
import { execute } from './execute.ts';
import { finish } from './finish.ts';
import { observe } from './observe.ts';

export interface ReconcileWorld {
  readonly cluster: JobCluster;
  readonly store: Store;
  readonly logger: Logger;
  readonly now: () => number;
  readonly settings: DecisionSettings;
}

/**
 * One round for one job: read it live, look at the rest, decide, do, and at the end write the status once (or not at
 * all, when it would not change).
 * @returns milliseconds until the next round; nothing when only a change can matter
 */
export async function reconcile(ref: JobRef, world: ReconcileWorld): Promise<number | undefined> {
  const job = await world.cluster.jobs.get(ref);
  if (job === undefined) return undefined;
  const observed = await observe(job, {
    ...world,
    workloads: world.cluster.workloads,
    profiles: world.cluster.jobs,
  });
  const decision = decide(job, observed, world.now(), world.settings);
  return carryOut(job, observed, decision, world);
}

async function carryOut(
  job: SqlLintJob,
  observed: Observed,
  decision: Decision,
  world: ReconcileWorld,
): Promise<number | undefined> {
  let current: SqlLintJob;
  try {
    current = await execute(job, decision.actions, world);
  } catch (error) {
    if (!(error instanceof WorkloadRefusedError) || observed.refusal !== undefined) throw error;
    const refusal = { reason: error.reason, message: error.message };
    const next = decide(job, { ...observed, refusal }, world.now(), world.settings);
    return carryOut(job, { ...observed, refusal }, next, world);
  }
  switch (decision.kind) {
    case 'settled':
      return decision.requeueAfterMs;
    case 'continue':
      await show(current, decision.status, world);
      return decision.requeueAfterMs;
    case 'conclude':
      await show(
        current,
        await finish(current, decision.ending, world.store, world.now()),
        world,
        lastWordsOf(decision),
      );
      return 0;
  }
}

function lastWordsOf({ ending }: Extract<Decision, { kind: 'conclude' }>): string | undefined {
  return ending.kind === 'RunnerFailed' ? ending.lastWords : undefined;
}

/** @param lastWords of a runner; told in Events and the log, and kept out of the resource, from which callers are served */
async function show(
  job: SqlLintJob,
  status: OperatorStatus,
  { cluster, logger }: ReconcileWorld,
  lastWords?: string,
): Promise<void> {
  const before = ownStatus(job);
  if (isDeepStrictEqual(before, status)) return;
  await cluster.jobs.applyStatus(job.metadata, status);
  const { namespace, name } = job.metadata;
  for (const happening of happeningsBetween(before, status, lastWords)) {
    logger.info({ job_id: jobIdOf(job), namespace, name, phase: status.phase, ...happening }, 'job changed');
    await cluster.events.recordEvent(job, happening);
  }
}
