import { AlreadyExistsError, ConflictError, NotFoundError } from '@sqllint/core/cluster/errors';
import type { Logger } from '@sqllint/core/logging/logger';
import type { Clock } from '../controller/clock.ts';
import { decideLease } from './decideLease.ts';
import type { Leadership } from './leadership.ts';
import type { LeaseStore, LeaseTiming, StoredLease } from './lease.ts';
import { heldSpec, releasedSpec } from './leaseSpecs.ts';

export interface ElectorOptions {
  readonly leases: LeaseStore;
  /** Unique for each process. */
  readonly me: string;
  readonly timing: LeaseTiming;
  /** `now` must never be set, and be the same for all who could be elected but for where it begins. */
  readonly clock: Clock;
  /** Milliseconds since the epoch; only written, never compared. */
  readonly wallNow: () => number;
  readonly random: () => number;
  readonly logger: Logger;
  onElected(): void;
  /** The process must end: what it has begun may be someone else's by now. Called once. */
  onLost(reason: string): void;
}

/**
 * Seeks a Lease and keeps it, in the manner of client-go's leader election.
 *
 * A term lasts `renewDeadlineMs` from when the last renewal that succeeded was sent. Others have seen that renewal later
 * than it was sent, and wait `leaseDurationMs` from then: they do not lead before the term is over.
 */
export function createElector(options: ElectorOptions): Leadership {
  const { leases, me, timing, clock, wallNow, random, logger } = options;
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = timing;
  let role: 'seeking' | 'leading' | 'over' = 'seeking';
  let stopping = false;
  let seen: { readonly stored: StoredLease; readonly since: number } | undefined;
  let isGone = false;
  /** The lease must be read before it is written. */
  let mustLook = true;
  let termEnds = 0;
  let running: Promise<void> = Promise.resolve();
  let cancelAttempt: (() => void) | undefined;
  let cancelEnd: (() => void) | undefined;

  const holder = (): string | null | undefined => seen?.stored.spec.holderIdentity;

  const note = (stored: StoredLease): void => {
    const before = holder();
    isGone = false;
    mustLook = false;
    if (stored.metadata.resourceVersion === seen?.stored.metadata.resourceVersion) return;
    seen = { stored, since: clock.now() };
    if (holder() !== before) logger.info({ leader: holder() }, 'leader seen');
  };

  const look = async (): Promise<void> => {
    const stored = await leases.read();
    if (stored === undefined) isGone = true;
    else note(stored);
  };

  const lose = (reason: string): void => {
    if (role !== 'leading') return;
    role = 'over';
    cancelAttempt?.();
    cancelEnd?.();
    options.onLost(reason);
  };

  const loseByTime = (): void => lose(`The lease could not be renewed for ${renewDeadlineMs} ms.`);

  const begin = (startedAt: number): void => {
    const ends = startedAt + renewDeadlineMs;
    if (role === 'leading' && clock.now() >= termEnds) {
      loseByTime();
      return;
    }
    // An answer that took longer than the term is of no use, and nobody is to be elected any more once we stop.
    if (clock.now() >= ends || role === 'over' || (role === 'seeking' && stopping)) return;
    termEnds = ends;
    cancelEnd?.();
    cancelEnd = clock.schedule(ends - clock.now(), loseByTime);
    if (role === 'leading') return;
    role = 'leading';
    logger.info({ me }, 'this operator leads');
    options.onElected();
  };

  const write = async (plan: 'create' | 'renew' | 'take'): Promise<void> => {
    const startedAt = clock.now();
    const before = plan === 'create' ? undefined : seen?.stored;
    const spec = heldSpec(before?.spec, { me, leaseDurationMs, wallNow: wallNow() });
    note(before === undefined ? await leases.create(spec) : await leases.replace(before, spec));
    begin(startedAt);
  };

  const attempt = async (): Promise<void> => {
    if (mustLook || role === 'seeking') await look();
    if (role === 'leading' && holder() !== me) {
      lose(`The lease is held by ${holder() || 'nobody'}.`);
      return;
    }
    const was = seen && { spec: seen.stored.spec, since: seen.since };
    const plan = decideLease({ seen: was, isGone, now: clock.now(), me, leaseDurationMs });
    if (plan !== 'wait') await write(plan);
  };

  const attemptAndGoOn = async (): Promise<void> => {
    try {
      await attempt();
    } catch (error) {
      mustLook = true;
      const lostRace = [AlreadyExistsError, ConflictError, NotFoundError].some((kind) => error instanceof kind);
      logger[lostRace ? 'debug' : 'warn']({ err: error }, 'the lease could not be had or renewed');
    }
    if (!stopping) scheduleAttempt(retryPeriodMs * (1 + random() / 5));
  };

  const scheduleAttempt = (delayMs: number): void => {
    if (role === 'over') return;
    cancelAttempt = clock.schedule(delayMs, () => {
      running = attemptAndGoOn();
    });
  };

  const release = async (): Promise<void> => {
    if (seen === undefined || holder() !== me) return;
    try {
      if (mustLook) await look();
      if (!isGone && holder() === me) await leases.replace(seen.stored, releasedSpec(seen.stored.spec, wallNow()));
    } catch (error) {
      logger.warn({ err: error }, 'the lease could not be released; the next leader waits until it has expired');
    }
  };

  return {
    start: () => scheduleAttempt(0),
    isLeading: () => role === 'leading' && !stopping && clock.now() < termEnds,
    stop: async () => {
      stopping = true;
      cancelAttempt?.();
      await running;
      role = 'over';
      cancelAttempt?.();
      cancelEnd?.();
      await release();
    },
  };
}
