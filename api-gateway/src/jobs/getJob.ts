import { z } from 'zod';
import type { GatewayContext } from '../context.ts';
import { parseFields } from '../errors/parseFields.ts';
import { wholeNumber } from '../http/fields.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { findJob, parseJobId } from './findJob.ts';
import { firstPage, readJobView } from './readJobView.ts';

export const pagingSchema = z.object({
  page: wholeNumber({ min: 1, max: 1_000_000 }).default(firstPage.page),
  size: wholeNumber({ min: 1, max: 500 }).default(firstPage.size),
});

/** `GET /jobs/{job_id}?page=1&size=10` */
export function getJob(context: GatewayContext): RouteDefinition {
  return {
    path: '/jobs/:jobId',
    async get(request, response) {
      const jobId = parseJobId(request.params.jobId);
      response.locals.jobId = jobId;
      const paging = parseFields(pagingSchema, request.query);
      response.json(await readJobView(context, await findJob(context, jobId), paging));
    },
  };
}
