/** What is killed when: a runner in the middle of each minute, the operator that leads after each so many minutes. */
export interface Kill {
  readonly what: 'runner' | 'leader';
  /** Milliseconds after the traffic's start. */
  readonly atMs: number;
  /** A runner's main process gets SIGKILL, or its pod is deleted without any grace. */
  readonly how: 'signal' | 'deletion';
}

const minuteMs = 60_000;

/** In order of time. No kill is planned for the very end, so that a run of `leaderMinutes` has none of the leader. */
export function planKills(options: { readonly minutes: number; readonly leaderMinutes: number }): readonly Kill[] {
  const runners = Array.from({ length: options.minutes }, (_, minute): Kill => {
    return { what: 'runner', atMs: (minute + 0.5) * minuteMs, how: minute % 2 === 0 ? 'signal' : 'deletion' };
  });
  const leaders = Array.from({ length: Math.ceil(options.minutes / options.leaderMinutes) - 1 }, (_, round): Kill => {
    return { what: 'leader', atMs: (round + 1) * options.leaderMinutes * minuteMs, how: 'signal' };
  });
  return [...runners, ...leaders].toSorted((a, b) => a.atMs - b.atMs);
}
