import type { PoolBacklog } from '@sqllint/core/store/types';
import type { PoolRunner } from './poolPods.ts';

export interface PoolBounds {
  /** Runners that are kept without work, and the most there may be; of one namespace. */
  readonly min: number;
  readonly max: number;
  /** Files that are worth one runner. */
  readonly filesPerRunner: number;
}

export interface PoolSituation extends PoolBounds {
  /** Undefined for a namespace without open jobs. */
  readonly backlog: Pick<PoolBacklog, 'waiting' | 'inProgress' | 'oldestWaitingSince'> | undefined;
  readonly runners: readonly Pick<PoolRunner, 'slot' | 'state' | 'isCurrent' | 'trouble' | 'name'>[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface PoolPlan {
  /** Places to fill, the lowest first. */
  readonly create: readonly number[];
  /** Names of runners that are asked to leave. */
  readonly retire: readonly string[];
}

/** A job that nobody has begun for so long, in milliseconds, waits for runners that are busy with something long. */
const longWaitMs = 10_000;

/**
 * Which runners a namespace needs: in proportion to its files, between the bounds. It grows at once, and shrinks by runners
 * that leave by themselves for want of work: a busy one is never ended, except that runners which are made differently by
 * now are replaced, one after the other. Pure.
 */
export function desiredPool(situation: PoolSituation): PoolPlan {
  const { runners, min, max } = situation;
  const present = runners.filter(({ state }) => state !== 'left' && state !== 'failed');
  const taken = new Set(present.map(({ slot }) => slot));
  const free = Array.from({ length: max }, (_, slot) => slot).filter((slot) => !taken.has(slot));
  const alive = present.filter(({ state }) => state !== 'leaving' && state !== 'lost');
  const wanted = wantedRunners(situation, alive);
  const room = Math.max(0, max - present.length);
  const missing = Math.max(wanted - alive.length, free.filter((slot) => slot < min).length);
  const create = free.slice(0, Math.min(missing, room));
  const isComplete = create.length === 0 && alive.length === present.length;
  return {
    create,
    retire: [
      ...present.filter(({ state }) => state === 'lost').map(({ name }) => name),
      ...retired(alive, isComplete, alive.length - wanted),
    ],
  };
}

function wantedRunners(situation: PoolSituation, alive: PoolSituation['runners']): number {
  const { backlog, min, max, filesPerRunner, now } = situation;
  const { waiting = 0, inProgress = 0, oldestWaitingSince = null } = backlog ?? {};
  if (waiting === 0) return Math.min(max, Math.max(min, Math.ceil(inProgress / filesPerRunner)));
  const forFiles = Math.max(1, Math.ceil((waiting + inProgress) / filesPerRunner));
  const isLate = oldestWaitingSince !== null && now - oldestWaitingSince > longWaitMs;
  // Whatever the runners are at, the job does not get to it; one more at a time, once the last one runs.
  const forPatience = isLate && alive.every(({ state }) => state === 'running') ? alive.length + 1 : 0;
  return Math.min(max, Math.max(min, forFiles, forPatience));
}

/**
 * Runners that cannot start leave when they are not wanted any more, or are made differently by now; of those that run,
 * one of the latter at a time, and the next only when its successor runs.
 * @param isComplete nobody is leaving, and nobody is to be started
 */
function retired(alive: PoolSituation['runners'], isComplete: boolean, surplus: number): readonly string[] {
  const outdated = alive.filter(({ isCurrent }) => !isCurrent);
  const unstarted = outdated.filter(({ state }) => state === 'starting');
  const stuck = alive
    .filter(({ state, isCurrent, trouble }) => state === 'starting' && isCurrent && trouble !== undefined)
    .toSorted((a, b) => b.slot - a.slot)
    .slice(0, Math.max(0, surplus - unstarted.length));
  const isRunning = isComplete && alive.every(({ state }) => state === 'running');
  const next = isRunning ? outdated.slice(0, 1) : [];
  return [...unstarted, ...stuck, ...next].map(({ name }) => name);
}
