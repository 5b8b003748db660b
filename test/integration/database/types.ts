/** A server on which tests may create databases. */
export interface DatabaseServer {
  /** With rights to create and drop databases. */
  readonly url: string;
  /** For the name of a test suite. */
  readonly description: string;
  stop(): Promise<void>;
}

/** A database of a test file's own, empty. */
export interface TestDatabase {
  readonly url: string;
  readonly description: string;
  /** Another empty database on the same server. */
  another(): Promise<TestDatabase>;
  /** Drops the database, and stops the server if it was started for it. */
  stop(): Promise<void>;
}
