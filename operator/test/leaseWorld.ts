import { AlreadyExistsError, ClusterUnavailableError, ConflictError } from '@sqllint/core/cluster/errors';
import { createLogger } from '@sqllint/core/logging/logger';
import type { Clock } from '../src/controller/clock.ts';
import { createElector } from '../src/leader/createElector.ts';
import type { LeaseSpec, LeaseStore, StoredLease } from '../src/leader/lease.ts';
import { defaultLeaseTiming } from '../src/leader/lease.ts';
import { fakeClock } from './fakeClock.ts';

/** How the next request of a process goes. */
export interface Weather {
  /** Milliseconds until the API has it, and from there until the answer is back. */
  readonly thereMs: number;
  readonly backMs: number;
  /** Where it is lost. */
  readonly lost?: 'there' | 'back';
}

/** An API with one Lease, and processes that want it; time passes only when a test says so. */
export function leaseWorld(
  weatherOf: (process: string) => Weather = () => ({ thereMs: 5, backMs: 5 }),
  requestDeadlineMs = 5_000,
) {
  const clock = fakeClock(1_000_000);
  let stored: StoredLease | undefined;
  let version = 0;

  const put = (spec: LeaseSpec): StoredLease => {
    version += 1;
    stored = { metadata: { resourceVersion: String(version) }, spec };
    return stored;
  };

  const api = (name: string, own: Clock): LeaseStore => {
    /** Work is done at the API; its answer is heard by the process, if it runs. */
    const call = <Result>(work: () => Result): Promise<Result> => {
      const { thereMs, backMs, lost } = weatherOf(name);
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      const late = own.schedule(requestDeadlineMs, () => reject(new ClusterUnavailableError('timeout')));
      if (lost === 'there') return promise;
      clock.schedule(thereMs, () => {
        let answer: () => void;
        try {
          const result = work();
          answer = () => resolve(result);
        } catch (error) {
          answer = () => reject(error);
        }
        if (lost === 'back') return;
        own.schedule(backMs, () => {
          late();
          answer();
        });
      });
      return promise;
    };
    return {
      read: () => call(() => stored),
      create: (spec) =>
        call(() => {
          if (stored !== undefined) throw new AlreadyExistsError('there is one');
          return put(spec);
        }),
      replace: ({ metadata }, spec) =>
        call(() => {
          if (stored?.metadata.resourceVersion !== metadata.resourceVersion) throw new ConflictError('it changed');
          return put(spec);
        }),
    };
  };

  const join = (name: string, options: { readonly wallNow?: () => number; readonly random?: () => number } = {}) => {
    const told: string[] = [];
    const gate = pausable(clock);
    const elector = createElector({
      leases: api(name, gate.clock),
      me: name,
      timing: defaultLeaseTiming,
      clock: gate.clock,
      wallNow: options.wallNow ?? clock.now,
      random: options.random ?? (() => 0.5),
      logger: createLogger({ name: 'test', level: 'silent' }),
      onElected: () => told.push('elected'),
      onLost: (reason) => {
        told.push(`lost: ${reason}`);
        // As the process ends.
        gate.kill();
      },
    });
    elector.start();
    return { ...elector, told, pause: gate.pause, resume: gate.resume, kill: gate.kill };
  };

  return {
    clock,
    join,
    lease: () => stored?.spec,
    write: put,
    remove: () => {
      stored = undefined;
    },
    /** Lets time pass, event by event. `look` is called after each. */
    pass: async (ms: number, look: () => void = () => undefined): Promise<void> => {
      const end = clock.now() + ms;
      await settled();
      while (clock.now() < end) {
        const next = Math.min(end - clock.now(), ...clock.pending());
        clock.advance(Math.max(0, next));
        await settled();
        look();
      }
    },
  };
}

/** What was to happen at this moment has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The clock of a process that can be stopped and killed by signals: while it is, nothing that is due is run. */
function pausable(clock: Clock) {
  let state: 'running' | 'paused' | 'dead' = 'running';
  const due: (() => void)[] = [];
  return {
    clock: {
      now: clock.now,
      schedule: (delayMs: number, run: () => void) => {
        let cancelled = false;
        const cancel = clock.schedule(delayMs, () => {
          if (state === 'paused') due.push(() => cancelled || run());
          else if (state === 'running') run();
        });
        return () => {
          cancelled = true;
          cancel();
        };
      },
    } satisfies Clock,
    pause: () => {
      if (state === 'running') state = 'paused';
    },
    resume: () => {
      if (state !== 'paused') return;
      state = 'running';
      for (const run of due.splice(0)) run();
    },
    kill: () => {
      state = 'dead';
    },
  };
}
