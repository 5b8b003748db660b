import { totalOf } from '@sqllint/core/profile/severity';
import type { JobStatistics } from '@sqllint/core/store/types';
import { z } from 'zod';
import type { GatewayContext } from '../context.ts';
import { parseFields } from '../errors/parseFields.ts';
import { wholeNumber } from '../http/fields.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { findJob, parseJobId } from './findJob.ts';

export const statisticsQuery = z.object({ slowest: wholeNumber({ min: 1, max: 100 }).default(10) });

const count = z.int().min(0);

export const statisticsSchema = z.strictObject({
  job_id: z.string(),
  total_violations: count,
  by_severity: z.strictObject({ blocker: count, critical: count, major: count, minor: count, info: count }),
  by_rule: z.array(z.strictObject({ code: z.string(), rule: z.string(), count })),
  slowest_files: z.array(z.strictObject({ file_name: z.string(), analysis_ms: z.number() })),
});

/** `GET /jobs/{job_id}/statistics?slowest=10` */
export function getStatistics(context: GatewayContext): RouteDefinition {
  return {
    path: '/jobs/:jobId/statistics',
    async get(request, response) {
      const jobId = parseJobId(request.params.jobId);
      response.locals.jobId = jobId;
      const { slowest } = parseFields(statisticsQuery, request.query);
      await findJob(context, jobId);
      const statistics = await context.store.results.statisticsOfJob(jobId, slowest);
      response.json(statisticsView(jobId, statistics));
    },
  };
}

function statisticsView(jobId: string, statistics: JobStatistics): z.infer<typeof statisticsSchema> {
  return {
    job_id: jobId,
    total_violations: totalOf(statistics.bySeverity),
    by_severity: { ...statistics.bySeverity },
    by_rule: statistics.byRule.map(({ code, rule, count: found }) => ({ code, rule, count: found })),
    slowest_files: statistics.slowestFiles.map(({ fileName, analysisMs }) => ({
      file_name: fileName,
      analysis_ms: analysisMs,
    })),
  };
}
