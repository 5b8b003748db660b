import type { RequestHandler } from 'express';
import { Histogram, type Registry } from 'prom-client';

/**
 * `sql_linting_request_duration_seconds`, by method, route pattern and status: labels whose number does not grow with
 * what callers send.
 */
export function requestMetrics(registry: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'sql_linting_request_duration_seconds',
    help: 'Seconds from the first byte of a request to the last byte of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  });
  return (request, response, next) => {
    const stop = durations.startTimer();
    response.once('close', () => {
      const route: unknown = response.locals.route;
      stop({
        method: request.method,
        route: typeof route === 'string' ? route : 'unmatched',
        status: String(response.statusCode),
      });
    });
    next();
  };
}
