import type { Watch } from '@sqllint/core/cluster/jobResources';
import type { Logger } from '@sqllint/core/logging/logger';
import type { PoolBacklog, PoolOperations } from '@sqllint/core/store/types';
import type { PoolView, RunnerPool } from '../cluster/runnerPool.ts';
import { WorkloadRefusedError } from '../cluster/workloads.ts';
import { type Clock, systemClock } from '../controller/clock.ts';
import type { RetrySettings } from '../controller/retryDelay.ts';
import { createWorkQueue } from '../controller/workQueue.ts';
import type { QueueObserver } from '../metrics/queueObserver.ts';
import { desiredPool, type PoolBounds } from './desiredPool.ts';
import { NamespacePool } from './namespacePool.ts';
import type { PoolPods, PoolRunner } from './poolPods.ts';

export interface PoolSettings extends PoolBounds {
  /** Milliseconds between two looks at the backlog. */
  readonly tickMs: number;
  /** Milliseconds in which further jobs of a pool that has runners count as one. */
  readonly pokeWithinMs: number;
  /** After a refusal, and after a runner that failed. */
  readonly retry: RetrySettings;
}

export const defaultPoolSettings: Pick<PoolSettings, 'tickMs' | 'pokeWithinMs' | 'retry'> = {
  tickMs: 5_000,
  pokeWithinMs: 500,
  retry: { firstMs: 1_000, mostMs: 60_000 },
};

export interface PoolControllerOptions {
  readonly store: { readonly pool: Pick<PoolOperations, 'backlog'> };
  readonly pods: PoolPods;
  readonly settings: PoolSettings;
  /** Those that are served. Of `all`, each has its runners from its first job of the pool on. */
  readonly namespaces: 'all' | readonly string[];
  readonly logger: Logger;
  readonly queueObserver?: QueueObserver | undefined;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface PoolController extends RunnerPool {
  /** Watches; writes nothing. Resolves once every runner has been seen. */
  start(): Promise<void>;
  /** Begins to work. */
  lead(): void;
  stop(): Promise<void>;
  view(namespace: string): PoolView;
  /** All of them, for metrics. */
  runners(): readonly PoolRunner[];
}

const stopGraceMs = 5_000;

/** Keeps as many warm runners in each namespace as its backlog is worth. */
export function createPoolController(options: PoolControllerOptions): PoolController {
  const { store, pods, settings, logger, clock = systemClock, random = Math.random } = options;
  const served = options.namespaces === 'all' ? [] : options.namespaces;
  const pools = new Map<string, NamespacePool>();
  const poked = new Map<string, () => void>();
  let backlog: Promise<readonly PoolBacklog[]> | undefined;
  let watch: Watch | undefined;
  let cancelTick: (() => void) | undefined;
  let isLeading = false;

  const poolOf = (namespace: string): NamespacePool => {
    const known = pools.get(namespace) ?? new NamespacePool({ retry: settings.retry, random });
    pools.set(namespace, known);
    return known;
  };
  const readBacklog = (): Promise<readonly PoolBacklog[]> => {
    if (backlog !== undefined) return backlog;
    const read = store.pool.backlog();
    backlog = read;
    read.catch(() => {
      if (backlog === read) backlog = undefined;
    });
    return read;
  };

  const fill = async (namespace: string, slots: readonly number[]): Promise<void> => {
    const pool = poolOf(namespace);
    for (const slot of slots) {
      const seen = pods.of(namespace);
      try {
        await pods.create(namespace, slot);
        pool.created(slot, seen, clock.now());
        logger.info({ namespace, slot }, 'a runner of the pool is started');
      } catch (error) {
        if (!(error instanceof WorkloadRefusedError)) throw error;
        pool.refused(error, clock.now());
        logger.warn(
          { namespace, slot, reason: error.reason, detail: error.message },
          'a runner of the pool is refused',
        );
        return;
      }
    }
  };

  const work = async (namespace: string): Promise<undefined> => {
    const found = (await readBacklog()).find((each) => each.namespace === namespace);
    await pods.explain(namespace);
    const now = clock.now();
    const pool = poolOf(namespace);
    const seen = pods.of(namespace);
    pool.note(seen, now);
    pool.needed(found?.jobs ?? 0, now);
    const runners = pool.withFilled(seen, now);
    const plan = desiredPool({ ...settings, backlog: found, runners, now });
    for (const runner of seen.filter(({ name }) => plan.retire.includes(name))) {
      logger.info({ namespace, runner: runner.name, state: runner.state }, 'a runner of the pool is asked to leave');
      await pods.retire(runner);
      if (runner.state === 'lost') pool.lost(clock.now());
    }
    if (now >= pool.notBefore) await fill(namespace, plan.create);
  };

  const queue = createWorkQueue({
    concurrency: 4,
    paused: true,
    retry: settings.retry,
    clock,
    random,
    observer: options.queueObserver,
    work,
    onError: (namespace, error, retryInMs) =>
      logger.warn({ err: error, namespace, retry_in_ms: Math.round(retryInMs) }, 'the pool will be looked at again'),
  });

  const look = (namespace: string): void => {
    backlog = undefined;
    queue.add(namespace);
  };

  const tick = async (): Promise<void> => {
    backlog = undefined;
    const open = await readBacklog();
    for (const namespace of new Set([...served, ...pods.namespaces(), ...open.map((each) => each.namespace)])) {
      queue.add(namespace);
    }
  };

  const tickAndAgain = (): void => {
    tick()
      .catch((error: unknown) => logger.warn({ err: error }, 'what waits for the pool cannot be read'))
      .finally(() => {
        if (isLeading) cancelTick = clock.schedule(settings.tickMs, tickAndAgain);
      });
  };

  const hasRunners = (namespace: string): boolean =>
    pools.get(namespace)?.withFilled(pods.of(namespace), clock.now()).some(isAlive) ?? pods.of(namespace).some(isAlive);

  return {
    start: async () => {
      watch = pods.watch((namespace) => {
        poolOf(namespace).note(pods.of(namespace), clock.now());
        if (isLeading) look(namespace);
      });
      await watch.ready;
    },
    lead: () => {
      isLeading = true;
      queue.start();
      tickAndAgain();
    },
    stop: async () => {
      isLeading = false;
      cancelTick?.();
      for (const cancel of poked.values()) cancel();
      await watch?.stop();
      await queue.stop(stopGraceMs);
    },
    poke: (namespace) => {
      if (!isLeading || poked.has(namespace)) return;
      const isEmpty = !hasRunners(namespace) && clock.now() >= poolOf(namespace).notBefore;
      poked.set(
        namespace,
        clock.schedule(isEmpty ? 0 : settings.pokeWithinMs, () => {
          poked.delete(namespace);
          look(namespace);
        }),
      );
    },
    view: (namespace) => poolOf(namespace).view(pods.of(namespace), clock.now()),
    runners: () => pods.namespaces().flatMap((namespace) => pods.of(namespace)),
  };
}

function isAlive({ state }: Pick<PoolRunner, 'state'>): boolean {
  return state === 'starting' || state === 'running';
}
