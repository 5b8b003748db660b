/** Every problem that the gateway answers with: one place for its status and its title (RFC 9457). */
export const catalogue = {
  INVALID_REQUEST: { status: 400, title: 'The request cannot be used as it is' },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON' },
  MALFORMED_FORM: { status: 400, title: 'The form cannot be read' },
  MALFORMED_HTTP: { status: 400, title: 'The request is not HTTP' },
  JOB_NOT_FOUND: { status: 404, title: 'There is no such job' },
  TASK_NOT_FOUND: { status: 404, title: 'There is no such task' },
  RESULT_NOT_FOUND: { status: 404, title: 'There is no result' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is no such address' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The address does not know this method' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  TASK_NOT_FINISHED: { status: 409, title: 'The task is not finished' },
  JOB_FINISHED: { status: 409, title: 'The job is finished' },
  JOB_NOT_FINISHED: { status: 409, title: 'The job is not finished' },
  NOTHING_TO_RETRY: { status: 409, title: 'There is nothing to retry' },
  SOURCE_GONE: { status: 410, title: 'What the job analysed is gone' },
  TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_TYPE: { status: 415, title: 'The type of the body is not supported' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL: { status: 500, title: 'The service failed' },
  UNAVAILABLE: { status: 503, title: 'The service cannot do this now' },
  SHARE_FULL: { status: 507, title: 'The share is full' },
} as const;

export type ProblemCode = keyof typeof catalogue;
