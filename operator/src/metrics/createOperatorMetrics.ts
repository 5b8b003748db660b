import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import { type ApiMetrics, createApiMetrics } from './apiMetrics.ts';
import { createQueueMetrics, type QueueMetrics } from './queueMetrics.ts';
import { createReconcileMetrics } from './reconcileMetrics.ts';
import type { ReconcileObserver } from './reconcileObserver.ts';
import { openStateGauges, type StateSources } from './stateGauges.ts';

/** What the operator tells Prometheus. No label grows with namespaces, users, jobs or files. */
export interface OperatorMetrics extends ReconcileObserver, ApiMetrics {
  readonly registry: Registry;
  readonly queues: QueueMetrics;
  /** @param outcome the reason of the condition CallbackDelivered */
  callbackAttempted(outcome: string): void;
  /** Once, when the sources are there. */
  gather(sources: StateSources): void;
}

/** @param options.now milliseconds of a clock that is never set */
export function createOperatorMetrics(options: { readonly now: () => number }): OperatorMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const callbacks = new Counter({
    name: 'sql_linting_callbacks_total',
    help: 'Attempts to tell someone that a job has ended, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return {
    registry,
    ...createReconcileMetrics(registry),
    ...createApiMetrics(registry),
    queues: createQueueMetrics(registry, options.now),
    callbackAttempted: (outcome) => callbacks.inc({ outcome }),
    gather: (sources) => openStateGauges(registry, sources),
  };
}
