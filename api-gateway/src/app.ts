import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Registry } from 'prom-client';
import { listProfiles } from './catalogue/profiles.ts';
import { catalogueRoutes } from './catalogue/routes.ts';
import type { GatewayContext } from './context.ts';
import { answerProblem, routeNotFound } from './errors/answerProblem.ts';
import { healthRoutes } from './health/routes.ts';
import { lingeringClose } from './http/lingeringClose.ts';
import { requestId } from './http/requestId.ts';
import { requestLog } from './http/requestLog.ts';
import { requestMetrics } from './http/requestMetrics.ts';
import { type RouteDefinition, routerOf } from './http/routes.ts';
import { cancelJob } from './jobs/cancelJob.ts';
import { getJob } from './jobs/getJob.ts';
import { getStatistics } from './jobs/getStatistics.ts';
import { listViolations } from './jobs/listViolations.ts';
import { retryJob } from './jobs/retryJob.ts';
import { streamEvents } from './jobs/streamEvents.ts';
import { resumeJob, suspendJob } from './jobs/suspendJob.ts';
import { postJobs } from './submissions/postJobs.ts';
import { postUpload } from './submissions/postUpload.ts';
import { getTask } from './tasks/getTask.ts';
import { getTaskResult } from './tasks/getTaskResult.ts';

export const apiPrefix = '/api/v1';

/** Every route of the API, in the order in which they are matched. */
export function apiRoutes(context: GatewayContext): readonly RouteDefinition[] {
  return [
    postJobs(context),
    // Before the routes of one job: `upload` is no job id.
    postUpload(context),
    getJob(context),
    listViolations(context),
    getStatistics(context),
    streamEvents(context),
    cancelJob(context),
    suspendJob(context),
    resumeJob(context),
    retryJob(context),
    getTask(context),
    getTaskResult(context),
    ...catalogueRoutes(),
    listProfiles(context),
    ...healthRoutes(context),
  ];
}

export function createApp(context: GatewayContext, metrics: Registry): Express {
  const app = express();
  // Express's own last resort would answer with a stack otherwise.
  app.set('env', 'production');
  app.disable('x-powered-by');
  // Answers change all the time, and hashing them for a header that nobody sends back costs more than it saves.
  app.disable('etag');
  app.use(requestId, requestLog(context.logger), requestMetrics(metrics), lingeringClose);
  app.use(helmet());
  app.use((_, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use(apiPrefix, routerOf(apiRoutes(context), apiPrefix));
  app.use(routeNotFound);
  app.use(answerProblem);
  return app;
}
