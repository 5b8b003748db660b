/** Why a path on the share cannot be used; the same words as the reasons of a source. */
export type SharePathReason = 'SourceMissing' | 'SourceInvalid';

/** A path that cannot be used. The message is a sentence for the caller, without any path of the server. */
export class SharePathError extends Error {
  override readonly name = 'SharePathError';
  readonly reason: SharePathReason;

  constructor(reason: SharePathReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A submission with more bytes than allowed; nothing of it was kept. */
export class SubmissionTooLargeError extends Error {
  override readonly name = 'SubmissionTooLargeError';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The submission is larger than the ${maxBytes} bytes that are allowed.`);
    this.maxBytes = maxBytes;
  }
}

/** The share is missing, full, read-only or does not answer; the caller's request was not at fault. */
export class ShareUnavailableError extends Error {
  override readonly name = 'ShareUnavailableError';
}

/** The `code` of a file system error, for instance ENOENT. */
export function errorCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** True for errors of system calls on files, as opposed to those of a stream that is being stored. */
export function isFileSystemError(error: unknown): boolean {
  const code = errorCodeOf(error);
  if (code === undefined || code === 'ECONNRESET' || code === 'EPIPE') return false;
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

/** Wraps an error of the file system so that its message names no path of the server. */
export function shareUnavailable(doing: string, cause: unknown): ShareUnavailableError {
  return new ShareUnavailableError(`The share failed while ${doing} (${errorCodeOf(cause) ?? 'unknown error'}).`, {
    cause,
  });
}
