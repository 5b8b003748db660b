import type { Clock } from '../src/controller/clock.ts';

export interface FakeClock extends Clock {
  /** Lets time pass; what was scheduled for it is run in order. */
  advance(ms: number): void;
  /** Milliseconds until each thing that is scheduled. */
  pending(): number[];
}

export function fakeClock(start: number): FakeClock {
  let now = start;
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    now: () => now,
    schedule: (delayMs, run) => {
      const timer = { at: now + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
    pending: () => [...timers].map(({ at }) => at - now),
  };
}
