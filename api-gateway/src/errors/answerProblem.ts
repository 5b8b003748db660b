import type { ErrorRequestHandler, Response } from 'express';
import { Problem, problemBody } from './problem.ts';
import { problemOf } from './problemOf.ts';

/** The last handler: answers with a problem, and keeps the cause for the log. */
export const answerProblem: ErrorRequestHandler = (error, request, response, next) => {
  const problem = problemOf(error);
  // pino-http logs this as `err`, with the stack that the caller never sees.
  if (problem.status >= 500) response.err = problem.cause instanceof Error ? problem.cause : problem;
  if (response.headersSent) {
    // Half of a body is out: only a broken connection tells the caller that the rest will not come.
    request.socket.destroy();
    return;
  }
  if (request.destroyed && !request.complete) return next();
  sendProblem(response, problem);
};

function sendProblem(response: Response, problem: Problem): void {
  response.status(problem.status);
  response.set(problem.headers);
  if (problem.retryAfter !== undefined) response.set('Retry-After', String(problem.retryAfter));
  response.type('application/problem+json');
  response.send(JSON.stringify(problemBody(problem, response.locals.requestId)));
}

/** For every address that no route has. */
export function routeNotFound(): never {
  throw new Problem('ROUTE_NOT_FOUND', 'There is no such address; the API begins with /api/v1.');
}
