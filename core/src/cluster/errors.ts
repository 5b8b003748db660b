/** A spec that the API refuses. The message names the field, the value and the remedy. */
export class InvalidResourceError extends Error {
  override readonly name = 'InvalidResourceError';
}

export class AlreadyExistsError extends Error {
  override readonly name = 'AlreadyExistsError';
}

/** The resource changed between reading and writing; read it again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** The API did not answer, or asked for patience; worth a retry. */
export class ClusterUnavailableError extends Error {
  override readonly name: string = 'ClusterUnavailableError';
  /** How long the API asked to wait; undefined when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * The API understood and does not allow it (HTTP 403): a missing permission, a quota, an admission webhook, a namespace
 * that is being deleted. All of these may change, hence worth a retry.
 */
export class ForbiddenError extends ClusterUnavailableError {
  override readonly name: string = 'ForbiddenError';
}

/** A write was not sent, because this process may not write (any more): another one leads. */
export class FencedError extends ClusterUnavailableError {
  override readonly name: string = 'FencedError';

  constructor() {
    super('Nothing was written: this operator does not lead.');
  }
}

/** A write to a resource that is not there (any more). */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}
