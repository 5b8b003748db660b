import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

declare global {
  namespace Express {
    interface Locals {
      /** Always there once the first handler ran. */
      requestId?: string;
      /** The pattern of the route that answered, for metrics. */
      route?: string;
      /** For the log line of the request. */
      jobId?: string;
      userId?: string;
    }
  }
}

const sane = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** The caller's request id when it is harmless in logs and headers, else a new one. */
export function requestIdOf(header: string | undefined, random: () => string = randomUUID): string {
  return header !== undefined && sane.test(header) ? header : random();
}

/** Gives every request an id, and tells the caller. */
export const requestId: RequestHandler = (request, response, next) => {
  const id = requestIdOf(request.get('x-request-id'));
  response.locals.requestId = id;
  response.set('X-Request-Id', id);
  next();
};
