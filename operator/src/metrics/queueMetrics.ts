import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { QueueObserver } from './queueObserver.ts';

export interface QueueMetrics {
  /** @param name of a queue, which becomes a label */
  observe(name: string): WatchedQueue;
}

export interface WatchedQueue extends QueueObserver {
  /** Its keys are worked on from now on. */
  begins(): void;
  /** Milliseconds for which keys have waited while no round ended; 0 when none waits or the work has not begun. */
  stalledMs(): number;
}

interface Times {
  /** When each waiting key began to wait, the oldest first. */
  readonly queued: Map<string, number>;
  /** When each round that runs began. */
  readonly taken: Map<string, number>;
}

const buckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

/**
 * What client-go tells of its work queues, under the same names.
 * @param now milliseconds of a clock that is never set
 */
export function createQueueMetrics(registry: Registry, now: () => number): QueueMetrics {
  const queues = new Map<string, Times>();
  const gauge = (name: string, help: string, read: (times: Times) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ['name'],
      registers: [registry],
      collect() {
        for (const [queue, times] of queues) this.set({ name: queue }, read(times));
      },
    });
  };
  const named = { labelNames: ['name'] as const, registers: [registry] };
  const seconds = (since: number): number => (now() - since) / 1000;
  const runs = ({ taken }: Times): number[] => [...taken.values()].map(seconds);
  gauge('workqueue_depth', 'Keys that wait for a worker.', ({ queued }) => queued.size);
  gauge('workqueue_unfinished_work_seconds', 'Seconds of all rounds that run, together.', (times) =>
    runs(times).reduce((sum, run) => sum + run, 0),
  );
  gauge('workqueue_longest_running_processor_seconds', 'Seconds of the round that runs longest.', (times) =>
    Math.max(0, ...runs(times)),
  );
  const adds = new Counter({ name: 'workqueue_adds_total', help: 'Keys that began to wait.', ...named });
  const retries = new Counter({ name: 'workqueue_retries_total', help: 'Rounds that failed.', ...named });
  const waits = new Histogram({
    name: 'workqueue_queue_duration_seconds',
    help: 'Seconds that a key waited for a worker.',
    buckets,
    ...named,
  });
  const rounds = new Histogram({
    name: 'workqueue_work_duration_seconds',
    help: 'Seconds of a round.',
    buckets,
    ...named,
  });

  return {
    observe: (name) => {
      const times: Times = { queued: new Map(), taken: new Map() };
      queues.set(name, times);
      adds.inc({ name }, 0);
      retries.inc({ name }, 0);
      let movedAt: number | undefined;
      return {
        begins: () => {
          movedAt = now();
        },
        queued: (key) => {
          times.queued.set(key, now());
          adds.inc({ name });
        },
        took: (key) => {
          const since = times.queued.get(key);
          times.queued.delete(key);
          times.taken.set(key, now());
          if (since !== undefined) waits.observe({ name }, seconds(since));
        },
        ended: (key, failed) => {
          movedAt = now();
          const since = times.taken.get(key);
          times.taken.delete(key);
          if (since !== undefined) rounds.observe({ name }, seconds(since));
          if (failed) retries.inc({ name });
        },
        stalledMs: () => {
          const [oldest] = times.queued.values();
          return oldest === undefined || movedAt === undefined ? 0 : now() - Math.max(oldest, movedAt);
        },
      };
    },
  };
}
