import { expect, test } from '@jest/globals';
import type { SqlLintJobStatus } from '@sqllint/core/resource/sqlLintJob';
import { aJob, createdAt } from '../../test/jobs.ts';
import { createOperatorMetrics, type OperatorMetrics } from './createOperatorMetrics.ts';
import type { StateSources } from './stateGauges.ts';

function open() {
  let now = 5_000;
  return {
    metrics: createOperatorMetrics({ now: () => now }),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

/** The lines of the metrics whose name begins so, comments and buckets aside. */
async function shown({ registry }: OperatorMetrics, prefix: string): Promise<readonly string[]> {
  const lines = (await registry.metrics()).split('\n');
  return lines.filter((line) => line.startsWith(prefix) && !line.includes('_bucket'));
}

function ended(status: SqlLintJobStatus) {
  return aJob({ status });
}

test('a job and its files are counted by the write that ends it, and no write after that', async () => {
  const { metrics } = open();
  const progress = { total: 5, succeeded: 3, failed: 1, cached: 0, updatedAt: createdAt };
  const job = ended({ phase: 'PartiallyCompleted', progress });
  metrics.statusWritten({}, ended({ phase: 'Accepted' }));
  metrics.statusWritten({ phase: 'Accepted' }, ended({ phase: 'Processing', progress }));
  metrics.statusWritten({ phase: 'Processing' }, job);
  metrics.statusWritten({ phase: 'PartiallyCompleted' }, job);
  metrics.statusWritten({ phase: 'Accepted' }, ended({ phase: 'Failed' }));
  expect(await shown(metrics, 'sql_linting_jobs_total')).toEqual([
    'sql_linting_jobs_total{status="COMPLETED"} 0',
    'sql_linting_jobs_total{status="PARTIALLY_COMPLETED"} 1',
    'sql_linting_jobs_total{status="FAILED"} 1',
    'sql_linting_jobs_total{status="CANCELLED"} 0',
  ]);
  expect(await shown(metrics, 'sql_linting_tasks_total')).toEqual([
    'sql_linting_tasks_total{status="SUCCESS"} 3',
    'sql_linting_tasks_total{status="FAILURE"} 2',
  ]);
});

test('rounds are timed by how they ended, and errors counted', async () => {
  const { metrics } = open();
  metrics.reconciled('success', 0.5);
  metrics.reconciled('error', 2);
  metrics.reconciled('error', 1);
  expect(await shown(metrics, 'sql_linting_reconcile')).toEqual([
    'sql_linting_reconcile_duration_seconds_sum{result="success"} 0.5',
    'sql_linting_reconcile_duration_seconds_count{result="success"} 1',
    'sql_linting_reconcile_duration_seconds_sum{result="error"} 3',
    'sql_linting_reconcile_duration_seconds_count{result="error"} 2',
    'sql_linting_reconcile_errors_total 2',
  ]);
});

test('a work queue tells its depth, how long keys wait, and how long rounds take and run', async () => {
  const { metrics, pass } = open();
  const queue = metrics.queues.observe('jobs');
  queue.queued('a');
  queue.queued('b');
  pass(2_000);
  queue.took('a');
  pass(3_000);
  expect(await shown(metrics, 'workqueue')).toEqual([
    'workqueue_depth{name="jobs"} 1',
    'workqueue_unfinished_work_seconds{name="jobs"} 3',
    'workqueue_longest_running_processor_seconds{name="jobs"} 3',
    'workqueue_adds_total{name="jobs"} 2',
    'workqueue_retries_total{name="jobs"} 0',
    'workqueue_queue_duration_seconds_sum{name="jobs"} 2',
    'workqueue_queue_duration_seconds_count{name="jobs"} 1',
  ]);
  queue.ended('a', true);
  expect(await shown(metrics, 'workqueue_work_duration_seconds_sum')).toEqual([
    'workqueue_work_duration_seconds_sum{name="jobs"} 3',
  ]);
  expect(await shown(metrics, 'workqueue_retries_total')).toEqual(['workqueue_retries_total{name="jobs"} 1']);
  expect(await shown(metrics, 'workqueue_longest')).toEqual([
    'workqueue_longest_running_processor_seconds{name="jobs"} 0',
  ]);
});

test('a queue is stalled while keys wait and no round ends, from when the work began', () => {
  const { metrics, pass } = open();
  const queue = metrics.queues.observe('jobs');
  queue.queued('a');
  queue.queued('b');
  pass(60_000);
  expect(queue.stalledMs()).toBe(0);
  queue.begins();
  queue.took('a');
  pass(1_000);
  expect(queue.stalledMs()).toBe(1_000);
  queue.ended('a', false);
  expect(queue.stalledMs()).toBe(0);
  pass(500);
  queue.took('b');
  pass(9_000);
  expect(queue.stalledMs()).toBe(0);
  queue.queued('c');
  pass(10);
  expect(queue.stalledMs()).toBe(10);
});

test('requests are counted without names, by verb, resource and class of the answer', async () => {
  const { metrics } = open();
  const jobs = '/apis/sqllint.dev/v1/namespaces/team-a/sqllintjobs';
  const send = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, code?: number, watch = false) =>
    metrics.requestSent({ method, path, code, watch });
  send('GET', jobs, 200);
  send('GET', '/apis/sqllint.dev/v1/sqllintjobs', 200);
  send('GET', jobs, 410, true);
  send('GET', `${jobs}/nightly`, 404);
  send('PATCH', `${jobs}/nightly/status`, 409);
  send('POST', '/api/v1/namespaces/team-a/pods', 201);
  send('DELETE', '/apis/batch/v1/namespaces/team-a/jobs/x', 500);
  send('PUT', '/apis/coordination.k8s.io/v1/namespaces/sqllint/leases/sqllint-operator');
  send('GET', '/api/v1/pods', 429);
  expect(await shown(metrics, 'sql_linting_kubernetes_requests_total')).toEqual(
    [
      '{verb="list",resource="sqllintjobs",code="2xx"} 2',
      '{verb="watch",resource="sqllintjobs",code="4xx"} 1',
      '{verb="get",resource="sqllintjobs",code="4xx"} 1',
      '{verb="patch",resource="sqllintjobs/status",code="4xx"} 1',
      '{verb="create",resource="pods",code="2xx"} 1',
      '{verb="delete",resource="jobs",code="5xx"} 1',
      '{verb="update",resource="leases",code="none"} 1',
      '{verb="list",resource="pods",code="4xx"} 1',
    ].map((line) => `sql_linting_kubernetes_requests_total${line}`),
  );
});

test('restarts of watches and attempts of callbacks are counted by their few reasons', async () => {
  const { metrics } = open();
  metrics.watchRestarted('pods', 'silent');
  metrics.callbackAttempted('Delivered');
  expect(await shown(metrics, 'sql_linting_watch_restarts_total')).toEqual([
    'sql_linting_watch_restarts_total{resource="pods",reason="silent"} 1',
  ]);
  expect(await shown(metrics, 'sql_linting_callbacks_total')).toEqual([
    'sql_linting_callbacks_total{outcome="Delivered"} 1',
  ]);
});

test('the state of the installation is told by the leader alone, as it is at the scrape', async () => {
  const { metrics } = open();
  let leading = true;
  const jobs = [aJob({ name: 'new' })];
  const admission = { held: 2, waiting: 7 };
  const sources: StateSources = {
    isLeading: () => leading,
    jobs: () => jobs,
    admission,
    slots: 50,
    poolPods: () => ({ running: 3, starting: 1 }),
    staleWatches: () => ({ unseen: 0, silent: 0, failed: 1, refused: 2 }),
    now: () => Date.parse(createdAt) + 90_000,
  };
  metrics.gather(sources);
  const later = new Date(Date.parse(createdAt) + 60_000).toISOString();
  jobs.push(
    aJob({ name: 'queued', metadata: { creationTimestamp: later }, status: { phase: 'Accepted' } }),
    aJob({ name: 'running', metadata: { creationTimestamp: later }, status: { phase: 'Processing' } }),
    aJob({ name: 'over', status: { phase: 'Completed' } }),
  );
  admission.held = 1;
  expect(await shown(metrics, 'sql_linting_jobs{')).toEqual([
    'sql_linting_jobs{phase="Accepted"} 2',
    'sql_linting_jobs{phase="Processing"} 1',
    'sql_linting_jobs{phase="Completed"} 1',
    'sql_linting_jobs{phase="PartiallyCompleted"} 0',
    'sql_linting_jobs{phase="Failed"} 0',
    'sql_linting_jobs{phase="Cancelled"} 0',
  ]);
  expect(await shown(metrics, 'sql_linting_oldest_job_age_seconds')).toEqual([
    'sql_linting_oldest_job_age_seconds{phase="Accepted"} 90',
    'sql_linting_oldest_job_age_seconds{phase="Processing"} 30',
  ]);
  expect(await shown(metrics, 'sql_linting_a')).toEqual([
    'sql_linting_active_jobs 1',
    'sql_linting_admission_waiting_jobs 7',
    'sql_linting_admission_slots_used 1',
    'sql_linting_admission_slots_limit 50',
  ]);
  expect(await shown(metrics, 'sql_linting_pool_pods')).toEqual([
    'sql_linting_pool_pods{state="running"} 3',
    'sql_linting_pool_pods{state="starting"} 1',
  ]);
  expect(await shown(metrics, 'leader_election')).toEqual(['leader_election_master_status{name="sqllint-operator"} 1']);

  leading = false;
  expect(await shown(metrics, 'sql_linting_jobs{')).toEqual([]);
  expect(await shown(metrics, 'sql_linting_pool_pods')).toEqual([]);
  expect(await shown(metrics, 'sql_linting_active_jobs')).toEqual(['sql_linting_active_jobs 0']);
  expect(await shown(metrics, 'sql_linting_stale_watches')).toEqual([
    'sql_linting_stale_watches{reason="unseen"} 0',
    'sql_linting_stale_watches{reason="silent"} 0',
    'sql_linting_stale_watches{reason="failed"} 1',
    'sql_linting_stale_watches{reason="refused"} 2',
  ]);
  expect(await shown(metrics, 'leader_election')).toEqual(['leader_election_master_status{name="sqllint-operator"} 0']);
});

test('the process itself is among the metrics', async () => {
  expect(await shown(open().metrics, 'process_resident_memory_bytes')).toHaveLength(1);
});
