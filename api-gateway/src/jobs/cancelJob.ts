import type { GatewayContext } from '../context.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { parseJobId } from './findJob.ts';
import { findUnfinished } from './findUnfinished.ts';

/** `POST /jobs/{job_id}/cancel`: 202 when the job will be cancelled, also when it was asked before; 409 when it is over. */
export function cancelJob(context: GatewayContext): RouteDefinition {
  return {
    path: '/jobs/:jobId/cancel',
    async post(request, response) {
      const jobId = parseJobId(request.params.jobId);
      response.locals.jobId = jobId;
      const { metadata, spec } = await findUnfinished(context, jobId, 'cancel');
      if (!spec.cancelled) await context.resources.patchSpec(metadata, { cancelled: true });
      response.status(202).json({ job_id: jobId });
    },
  };
}
