import type { JobId } from '@sqllint/core/job/ids';
import type { TaskCounts } from '@sqllint/core/store/types';
import type { GatewayContext } from '../context.ts';
import type { FoundJob } from './findJob.ts';
import { factsOfRecord, factsOfResource, type JobFacts, type JobView, jobView, newerFacts } from './jobView.ts';

const noTasks: TaskCounts = { total: 0, pending: 0, inProgress: 0, succeeded: 0, failed: 0, cached: 0 };

export interface Paging {
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

export const firstPage: Paging = { page: 1, size: 10 };

/** The whole answer about a job, with one page of its tasks. */
export async function readJobView(context: GatewayContext, found: FoundJob, paging: Paging): Promise<JobView> {
  const facts = factsOf(found);
  if (found.record === undefined) return jobView(facts, noTasks, { ...paging, items: [] });
  const { jobId } = found.record;
  const [progress, items] = await Promise.all([context.store.jobs.progress(jobId), readTasks(context, jobId, paging)]);
  return jobView(facts, progress?.tasks ?? noTasks, { ...paging, items });
}

function factsOf({ record, resource }: FoundJob): JobFacts {
  if (record === undefined) return factsOfResource(resource);
  const facts = factsOfRecord(record);
  return resource === undefined ? facts : newerFacts(facts, factsOfResource(resource));
}

function readTasks(context: GatewayContext, jobId: JobId, { page, size }: Paging) {
  return context.store.tasks.page(jobId, (page - 1) * size, size);
}
