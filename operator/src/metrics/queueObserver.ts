/** Told by a work queue what becomes of its keys. */
export interface QueueObserver {
  /** The key waits for a worker. */
  queued(key: string): void;
  /** A worker took it. */
  took(key: string): void;
  /** Its round has ended. */
  ended(key: string, failed: boolean): void;
}
