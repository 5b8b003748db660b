import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';

/** https://kueue.sigs.k8s.io/docs/tasks/run/jobs/: the queue and the priority of a Job, by labels of its own. */
export const queueNameLabel = 'kueue.x-k8s.io/queue-name';
export const queuePriorityLabel = 'kueue.x-k8s.io/priority-class';

/** Of a SqlLintJob, what its Kubernetes Jobs get; nothing for one that names no queue. */
export function queueLabelsOf(job: SqlLintJob): Record<string, string> {
  const { [queueNameLabel]: queue, [queuePriorityLabel]: priority } = job.metadata.labels ?? {};
  if (!queue) return {};
  return { [queueNameLabel]: queue, ...(priority && { [queuePriorityLabel]: priority }) };
}
