import { ClusterUnavailableError, InvalidResourceError, NotFoundError } from '@sqllint/core/cluster/errors';
import { ShareUnavailableError, SubmissionTooLargeError } from '@sqllint/core/share/errors';
import { InvalidCursorError, StoreBusyError, StoreError, StoreUnavailableError } from '@sqllint/core/store/errors';
import { Problem } from './problem.ts';

/** Seconds after which a caller may try again what is away for the moment. */
const retryAfter = 5;

/** Turns whatever a handler threw into an answer. What is not known says nothing of its inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return ofRequest(error) ?? ofService(error) ?? internal(error);
}

function ofRequest(error: unknown): Problem | undefined {
  if (error instanceof SubmissionTooLargeError) {
    return new Problem('TOO_LARGE', `The file is larger than ${error.maxBytes} bytes; send a smaller one.`);
  }
  if (error instanceof InvalidResourceError) return new Problem('INVALID_REQUEST', error.message, { cause: error });
  // Deleted between being read and being written.
  if (error instanceof NotFoundError) return new Problem('JOB_NOT_FOUND', 'Job not found', { cause: error });
  if (error instanceof InvalidCursorError) {
    const remedy = 'send the next of the page before, or leave it out';
    return new Problem('INVALID_REQUEST', `after is not a cursor of this list; ${remedy}.`, {
      errors: [{ field: 'after', value: null, remedy }],
    });
  }
  // Express's router: a path parameter that is not percent-encoded UTF-8.
  if (error instanceof URIError) {
    return new Problem('INVALID_REQUEST', 'The address is not percent-encoded UTF-8; encode it again.');
  }
  return undefined;
}

function ofService(error: unknown): Problem | undefined {
  if (error instanceof StoreUnavailableError || error instanceof StoreBusyError) {
    return new Problem('UNAVAILABLE', 'The database does not answer; try again soon.', { retryAfter, cause: error });
  }
  if (error instanceof StoreError && codeOf(error.cause) === 'ER_NO_SUCH_TABLE') {
    return new Problem('UNAVAILABLE', 'The database is being prepared; try again soon.', { retryAfter, cause: error });
  }
  if (error instanceof ClusterUnavailableError) {
    const seconds = Math.ceil((error.retryAfterMs ?? 0) / 1000);
    return new Problem('UNAVAILABLE', 'Kubernetes does not answer; try again soon.', {
      retryAfter: Math.max(retryAfter, seconds),
      cause: error,
    });
  }
  if (error instanceof ShareUnavailableError) return ofShare(error);
  return undefined;
}

function ofShare(error: ShareUnavailableError): Problem {
  const code = codeOf(error.cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Problem('SHARE_FULL', 'The share has no room for the submission; try again later.', {
      retryAfter: 60,
      cause: error,
    });
  }
  return new Problem('UNAVAILABLE', 'The share does not answer; try again soon.', { retryAfter, cause: error });
}

function internal(cause: unknown): Problem {
  return new Problem('INTERNAL', 'The service failed; the log holds more under the request id.', { cause });
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
