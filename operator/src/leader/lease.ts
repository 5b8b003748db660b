/** `spec` of a coordination.k8s.io/v1 Lease; each field may be missing. Times are RFC 3339 with microseconds. */
export interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number | null;
  readonly acquireTime?: string | null;
  readonly renewTime?: string | null;
  readonly leaseTransitions?: number | null;
}

export interface StoredLease {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: LeaseSpec;
}

/** The one Lease of an installation. Errors of every method: those of the API. */
export interface LeaseStore {
  /** A live read; undefined when there is none. */
  read(): Promise<StoredLease | undefined>;
  /** @throws AlreadyExistsError */
  create(spec: LeaseSpec): Promise<StoredLease>;
  /** @throws ConflictError when it is no longer as it was seen, NotFoundError when it is gone */
  replace(seen: StoredLease, spec: LeaseSpec): Promise<StoredLease>;
}

/** Milliseconds. The words and the values are those of client-go. */
export interface LeaseTiming {
  /** How long others let a lease be that is not renewed. */
  readonly leaseDurationMs: number;
  /** How long a leader that cannot renew goes on; shorter, or two could lead at once. */
  readonly renewDeadlineMs: number;
  /** Between two attempts, and up to a fifth more. */
  readonly retryPeriodMs: number;
}

export const defaultLeaseTiming: LeaseTiming = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
};
