import { setTimeout as sleep } from 'node:timers/promises';
import type { JobRef, JobResources } from '@sqllint/core/cluster/jobResources';
import { collectionPath } from '@sqllint/core/cluster/kubernetes/paths';
import { plural } from '@sqllint/core/resource/sqlLintJob';
import { jobsPath, podsPath } from '../../../operator/src/kubernetes/paths.ts';
import { type CpuSeconds, controlPlane, cpuBetween, cpuSeconds, ownDatabase } from './cluster/controlPlane.ts';
import type { Installation } from './cluster/installation.ts';
import { type RequestTotals, requestTotals, totalsBetween } from './measure/apiMetrics.ts';
import { countRequests, endOf, type Requests } from './measure/auditLog.ts';
import { cpuMsOf, type ProcessUse, untilIdle, useOf, watchUse } from './measure/processUse.ts';
import type { Timeline } from './measure/timeline.ts';
import type { BenchOptions } from './options.ts';
import { letExpire, submit } from './submit.ts';
import type { World } from './world.ts';

export interface Work {
  readonly requests: Requests;
  readonly totals: RequestTotals;
  readonly cpu: CpuSeconds;
  readonly most: ProcessUse;
  readonly seconds: number;
}

const idleTimeoutMs = 600_000;

/** Does something and counts what it cost, until the operator has nothing left to do. */
async function counted(world: World, work: () => Promise<void>): Promise<Work> {
  const { operator, runners, installation, auditLog, clusterName } = world;
  const processes = new Map([
    ...controlPlane(clusterName),
    ...ownDatabase(),
    ['operator', operator.pid],
    ['runners', runners.pid],
    ['bench', process.pid],
  ]);
  const totals = requestTotals(await installation.raw('/metrics'));
  const from = endOf(auditLog);
  const cpu = cpuSeconds(processes);
  const use = watchUse(operator.pid);
  const started = performance.now();
  try {
    await work();
    const seconds = (performance.now() - started) / 1000;
    await untilIdle(operator.pid, idleTimeoutMs);
    const spent = cpuBetween(cpu, cpuSeconds(processes));
    const to = endOf(auditLog);
    const added = totalsBetween(totals, requestTotals(await installation.raw('/metrics')));
    return { requests: await countRequests(auditLog, from, to), totals: added, cpu: spent, most: use.stop(), seconds };
  } finally {
    use.stop();
  }
}

/** Creates the jobs and waits until all have ended, for a minute after the last one did at most. */
export function runJobs(
  world: World,
  options: BenchOptions,
  jobs: readonly JobRef[],
  { resources, timeline }: { readonly resources: JobResources; readonly timeline: Timeline },
): Promise<Work> {
  return counted(world, async () => {
    const creating = submit({
      resources,
      jobs,
      creators: options.creators,
      onCreated: ({ name }, at) => timeline.created(name, at),
    });
    creating.catch(() => undefined);
    await untilNoneEnds(timeline, jobs.length);
    await creating;
  });
}

const patienceMs = 60_000;

async function untilNoneEnds(timeline: Timeline, jobs: number): Promise<void> {
  let [ended, since] = [0, performance.now()];
  let told = performance.now();
  while (timeline.terminal < jobs && performance.now() - since < patienceMs) {
    if (timeline.terminal > ended) [ended, since] = [timeline.terminal, performance.now()];
    if (performance.now() - told > 10_000) {
      console.error(`  ${timeline.terminal} of ${jobs} jobs have ended`);
      told = performance.now();
    }
    await sleep(100);
  }
}

export interface Restart {
  /** Milliseconds from the start of the process. */
  readonly readyMs: number;
  /** When it led, which it may only once the term of the one that was killed is over. */
  readonly leadsMs: number;
  readonly idleMs: number;
  /** Milliseconds of CPU until then. */
  readonly cpuMs: number;
  readonly use: ProcessUse;
}

/** At once where nobody ever led: then operators do not elect. */
async function untilAnotherLeads(installation: Installation, before: string | undefined): Promise<void> {
  const deadline = performance.now() + idleTimeoutMs;
  while (before !== undefined && [before, '', undefined].includes(await installation.leader())) {
    if (performance.now() > deadline) throw new Error('The operator that was started again does not lead.');
    await sleep(100);
  }
}

/** Kills the operator, starts it again, and waits until it has seen everything and has nothing left to do. */
export async function restartOperator({ operator, installation }: World): Promise<Restart> {
  const before = await installation.leader();
  await operator.kill('SIGKILL');
  operator.start();
  const started = performance.now();
  const readyMs = await operator.untilReady(idleTimeoutMs);
  await untilAnotherLeads(installation, before);
  const leadsMs = performance.now() - started;
  const idleMs = leadsMs + (await untilIdle(operator.pid, idleTimeoutMs));
  return { readyMs, leadsMs, idleMs, cpuMs: cpuMsOf(operator.pid), use: useOf(operator.pid) };
}

const collections = [(namespace: string) => collectionPath(plural, namespace), jobsPath, podsPath];

/** Lets all jobs expire and waits until nothing is left of them. */
export function expireJobs(
  world: World,
  options: BenchOptions,
  jobs: readonly JobRef[],
  resources: JobResources,
): Promise<Work> {
  const { installation } = world;
  return counted(world, async () => {
    await letExpire(resources, jobs, options.creators);
    const deadline = performance.now() + idleTimeoutMs;
    while (performance.now() < deadline) {
      const left = await Promise.all(collections.map((pathOf) => installation.count(pathOf)));
      if (left.every((count) => count === 0)) return;
      console.error(`  left: ${left.join(', ')} SqlLintJobs, Jobs and pods`);
      await sleep(2000);
    }
    throw new Error('Jobs that had expired were not deleted.');
  });
}
