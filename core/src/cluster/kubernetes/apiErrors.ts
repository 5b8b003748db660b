import {
  AlreadyExistsError,
  ClusterUnavailableError,
  ConflictError,
  ForbiddenError,
  InvalidResourceError,
  NotFoundError,
} from '../errors.ts';

/** A list or watch that must start again from a fresh list (HTTP 410). */
export class ResourceExpiredError extends Error {
  override readonly name = 'ResourceExpiredError';
}

/** What the API says of a failure: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface ApiStatus {
  readonly kind?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly field?: string; readonly message?: string }[];
  };
}

/** The error for a response other than 2xx. `body` is the response's text, `retryAfter` its Retry-After header. */
export function errorOfResponse(code: number, body: string, retryAfter: string | undefined): Error {
  const status = parseStatus(body);
  const message = messageOf(code, body, status);
  switch (code) {
    case 403:
      return new ForbiddenError(message);
    case 404:
      return status ? new NotFoundError(message) : new ClusterUnavailableError(noSuchResource);
    case 409:
      return status?.reason === 'AlreadyExists' ? new AlreadyExistsError(message) : new ConflictError(message);
    case 410:
      return new ResourceExpiredError(message);
    case 400:
    case 413:
    case 422:
      return new InvalidResourceError(message);
    default:
      return new ClusterUnavailableError(message, { retryAfterMs: retryAfterMs(retryAfter, status) });
  }
}

const noSuchResource =
  'The cluster does not know this kind of resource: install the CustomResourceDefinitions of the chart.';

/** The error for a request that got no response, or only a part of one. */
export function errorOfConnection(error: unknown): Error {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const text = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause;
  return new ClusterUnavailableError(`The Kubernetes API does not answer: ${String(text)}`, { cause: error });
}

function parseStatus(body: string): ApiStatus | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'kind' in parsed && parsed.kind === 'Status'
      ? (parsed as ApiStatus)
      : undefined;
  } catch {
    return undefined;
  }
}

const longestBody = 200;

/** Each cause as a sentence; the API's own message repeats them inside brackets after the resource's name. */
function messageOf(code: number, body: string, status: ApiStatus | undefined): string {
  const causes = (status?.details?.causes ?? []).map(sentenceOf).filter((sentence) => sentence !== '');
  if (causes.length > 0 && (code === 422 || code === 400)) return [...new Set(causes)].join(' ');
  return status?.message ?? `The Kubernetes API answered ${code}: ${body.slice(0, longestBody).trim() || 'nothing'}`;
}

function sentenceOf(cause: { readonly field?: string; readonly message?: string }): string {
  const message = (cause.message ?? '').replace(/^Invalid value: ("object"|"array"|\{.*?\}|null): /s, '').trim();
  if (message === '') return '';
  const field = cause.field && cause.field !== '<nil>' && !message.includes(cause.field) ? `${cause.field}: ` : '';
  return `${field}${message}${message.endsWith('.') ? '' : '.'}`;
}

function retryAfterMs(header: string | undefined, status: ApiStatus | undefined): number | undefined {
  const seconds = Number(header ?? status?.details?.retryAfterSeconds ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
