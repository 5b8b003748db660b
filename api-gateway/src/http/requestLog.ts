import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@sqllint/core/logging/logger';
import type { Response } from 'express';
import { pinoHttp } from 'pino-http';

/**
 * One line for each request when it ends: method, address, status, time, request id, job id and user. Headers and
 * bodies stay out: they may hold secrets, and SQL.
 */
export function requestLog(logger: Logger) {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger,
    quietReqLogger: true,
    quietResLogger: true,
    genReqId: (_, response) => localsOf(response).requestId ?? '',
    customAttributeKeys: { reqId: 'request_id', responseTime: 'duration_ms' },
    customLogLevel: levelOf,
    customProps: (request, response) => (response.writableEnded ? finishedProps(request, response) : {}),
    serializers: { res: () => undefined, err: (error) => error },
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
  });
}

function localsOf(response: ServerResponse): Response['locals'] {
  return 'locals' in response ? (response as Response).locals : {};
}

function finishedProps(request: IncomingMessage, response: ServerResponse): object {
  const { jobId, userId } = localsOf(response);
  const url = 'originalUrl' in request ? request.originalUrl : request.url;
  return {
    method: request.method,
    url: String(url).slice(0, 500),
    status: response.statusCode,
    ...(jobId === undefined ? {} : { job_id: jobId }),
    ...(userId === undefined ? {} : { user_id: userId }),
  };
}

/** Probes come every few seconds, and say something only when they fail. */
function levelOf(request: IncomingMessage, response: ServerResponse, error?: Error) {
  if (error !== undefined || response.statusCode >= 500) return 'error';
  return request.url?.startsWith('/api/v1/health') ? 'debug' : 'info';
}
