/** The database cannot be reached or does not answer in time; the operation may be tried again later. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** Others held what the operation needed, in every one of its bounded attempts; it may be tried again later. */
export class StoreBusyError extends Error {
  override readonly name = 'StoreBusyError';
}

/** The database refused a statement. The message is the database's own, without the statement and its values. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** The database answers, but has not the schema that this program needs. */
export class SchemaOutdatedError extends Error {
  override readonly name = 'SchemaOutdatedError';
}

/** A database URL that cannot be used. The message never repeats the URL: it may hold a password. */
export class StoreUrlError extends Error {
  override readonly name = 'StoreUrlError';
}

/** An operation on a job that has no row. */
export class UnknownJobError extends Error {
  override readonly name = 'UnknownJobError';
}

/** A job was to be finished while tasks of it are not. */
export class UnfinishedTasksError extends Error {
  override readonly name = 'UnfinishedTasksError';
}

/** A cursor that no page of this store ever returned. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}

/** A result was offered for a task that waits for another one. */
export class ResultMismatchError extends Error {
  override readonly name = 'ResultMismatchError';
}
