import { isTerminalPhase, jobPhases, jobStatusOf } from '@sqllint/core/job/states';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { ReconcileObserver } from './reconcileObserver.ts';

/**
 * Jobs and their files are counted by the write that ends them. An ended job is final, so that a restart of the operator
 * counts none twice.
 */
export function createReconcileMetrics(registry: Registry): ReconcileObserver {
  const byStatus = { labelNames: ['status'] as const, registers: [registry] };
  const jobs = new Counter({ name: 'sql_linting_jobs_total', help: 'Jobs that have ended, by status.', ...byStatus });
  const tasks = new Counter({
    name: 'sql_linting_tasks_total',
    help: 'Files of jobs that have ended, by how their analysis did.',
    ...byStatus,
  });
  const durations = new Histogram({
    name: 'sql_linting_reconcile_duration_seconds',
    help: 'Seconds of one round of the control loop for one job.',
    labelNames: ['result'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  });
  const errors = new Counter({
    name: 'sql_linting_reconcile_errors_total',
    help: 'Rounds that failed and are tried again, lost races included.',
    registers: [registry],
  });
  for (const phase of jobPhases.filter(isTerminalPhase)) jobs.inc({ status: jobStatusOf(phase) }, 0);
  for (const status of ['SUCCESS', 'FAILURE']) tasks.inc({ status }, 0);

  return {
    statusWritten: (before, job) => {
      const { phase, progress = { succeeded: 0, total: 0 } } = job.status ?? {};
      if (phase === undefined || !isTerminalPhase(phase) || isTerminalPhase(before.phase)) return;
      jobs.inc({ status: jobStatusOf(phase) });
      tasks.inc({ status: 'SUCCESS' }, progress.succeeded);
      // The files that nobody came to have failed as well, after the runners' last word.
      tasks.inc({ status: 'FAILURE' }, Math.max(0, progress.total - progress.succeeded));
    },
    reconciled: (result, seconds) => {
      durations.observe({ result }, seconds);
      if (result === 'error') errors.inc();
    },
  };
}
