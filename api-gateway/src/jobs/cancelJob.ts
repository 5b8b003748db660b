import type { JobId } from '@sqllint/core/job/ids';
import { isTerminalPhase, isTerminalStatus } from '@sqllint/core/job/states';
import type { GatewayContext } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { findRecord, findResource, jobNotFound, parseJobId } from './findJob.ts';

/** `POST /jobs/{job_id}/cancel`: 202 when the job will be cancelled, also when it was asked before; 409 when it is over. */
export function cancelJob(context: GatewayContext): RouteDefinition {
  return {
    path: '/jobs/:jobId/cancel',
    async post(request, response) {
      const jobId = parseJobId(request.params.jobId);
      response.locals.jobId = jobId;
      await cancel(context, jobId);
      response.status(202).json({ job_id: jobId });
    },
  };
}

/** The resource decides; the row is asked only when it is gone, so that cancelling works while the database is away. */
async function cancel(context: GatewayContext, jobId: JobId): Promise<void> {
  const resource = (await findResource(context, jobId)) ?? (await findByRecord(context, jobId));
  if (isTerminalPhase(resource.status?.phase)) throw finished();
  const { namespace, name } = resource.metadata;
  if (!resource.spec.cancelled) await context.resources.patchSpec({ namespace, name }, { cancelled: true });
}

async function findByRecord(context: GatewayContext, jobId: JobId) {
  const record = await findRecord(context, jobId);
  if (record === undefined) throw jobNotFound();
  if (isTerminalStatus(record.status)) throw finished();
  const resource = await findResource(context, jobId, record);
  if (resource === undefined) throw jobNotFound();
  return resource;
}

function finished(): Problem {
  return new Problem('JOB_FINISHED', 'The job is finished already; there is nothing to cancel.');
}
