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
  override readonly name = 'ClusterUnavailableError';
}
