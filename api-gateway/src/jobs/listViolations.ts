import { severities } from '@sqllint/core/job/states';
import type { JobViolation } from '@sqllint/core/store/types';
import { z } from 'zod';
import type { GatewayContext } from '../context.ts';
import { parseFields } from '../errors/parseFields.ts';
import { boundedAnswers } from '../http/boundedAnswers.ts';
import { wholeNumber } from '../http/fields.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { findJob, parseJobId } from './findJob.ts';

export const violationsQuery = z.object({
  limit: wholeNumber({ min: 1, max: 5000 }).default(100),
  after: z.string().min(1).max(512).optional(),
});

export const violationSchema = z.strictObject({
  task_id: z.string(),
  file_name: z.string(),
  line_no: z.int(),
  line_pos: z.int(),
  end_line_no: z.int().nullable(),
  end_line_pos: z.int().nullable(),
  code: z.string(),
  rule: z.string(),
  description: z.string(),
  severity: z.enum(severities),
  fixable: z.boolean(),
});

export const violationPageSchema = z.strictObject({
  items: z.array(violationSchema),
  next: z.string().nullable().describe('Send it as `after` for the next page; null on the last page.'),
});

/**
 * `GET /jobs/{job_id}/violations?limit=100&after=CURSOR`, in order of file, line and position. A page of long texts has
 * fewer items than `limit`. 503 when too many pages are on their way.
 */
export function listViolations(context: GatewayContext): RouteDefinition {
  const admit = boundedAnswers(
    context.settings.maxOpenPages,
    'Too many pages of violations are being sent; try again soon.',
  );
  return {
    path: '/jobs/:jobId/violations',
    async get(request, response) {
      admit(response);
      const jobId = parseJobId(request.params.jobId);
      response.locals.jobId = jobId;
      const { limit, after } = parseFields(violationsQuery, request.query);
      await findJob(context, jobId);
      const page = await context.store.results.violationsOfJob(jobId, after ?? null, limit);
      response.setTimeout(context.settings.answerStallMs);
      response.json({ items: page.items.map(violationView), next: page.next });
    },
  };
}

function violationView(violation: JobViolation): z.infer<typeof violationSchema> {
  return {
    task_id: violation.taskId,
    file_name: violation.fileName,
    line_no: violation.lineNo,
    line_pos: violation.linePos,
    end_line_no: violation.endLineNo,
    end_line_pos: violation.endLinePos,
    code: violation.code,
    rule: violation.rule,
    description: violation.description,
    severity: violation.severity,
    fixable: violation.fixable,
  };
}
