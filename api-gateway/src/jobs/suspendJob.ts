import type { GatewayContext } from '../context.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { parseJobId } from './findJob.ts';
import { findUnfinished } from './findUnfinished.ts';

/** `POST /jobs/{job_id}/suspend`: 202 when its runners will be ended, what they finished kept; 409 when it is over. */
export function suspendJob(context: GatewayContext): RouteDefinition {
  return changeSuspend(context, { verb: 'suspend', suspend: true });
}

/** `POST /jobs/{job_id}/resume`: 202 when it may go on, also when it was not suspended; 409 when it is over. */
export function resumeJob(context: GatewayContext): RouteDefinition {
  return changeSuspend(context, { verb: 'resume', suspend: false });
}

function changeSuspend(
  context: GatewayContext,
  { verb, suspend }: { readonly verb: string; readonly suspend: boolean },
): RouteDefinition {
  return {
    path: `/jobs/:jobId/${verb}`,
    async post(request, response) {
      const jobId = parseJobId(request.params.jobId);
      response.locals.jobId = jobId;
      const { metadata, spec } = await findUnfinished(context, jobId, verb);
      if (spec.suspend !== suspend) await context.resources.patchSpec(metadata, { suspend });
      response.status(202).json({ job_id: jobId });
    },
  };
}
