import type { Engines } from '../runner/context.ts';

export interface EngineLoad {
  /** To be used instead of the engines that were given. */
  readonly engines: Engines;
  /** True when every engine has a file, and one of them for so long that what comes behind it would wait. */
  isClogged(): boolean;
}

/**
 * Watches how long the engines are at their files. Another runner should have the next job when these would keep it
 * waiting.
 * @param clock milliseconds that never go back
 */
export function measureLoad(engines: Engines, longFileMs: number, clock: () => number): EngineLoad {
  /** When each file that is not answered yet was given to the engines; a Set keeps the order of insertion. */
  const pending = new Set<{ readonly since: number }>();
  return {
    engines: {
      size: engines.size,
      start: () => engines.start(),
      engineVersion: () => engines.engineVersion(),
      analyse: async (request, signal) => {
        const asked = { since: clock() };
        pending.add(asked);
        try {
          return await engines.analyse(request, signal);
        } finally {
          pending.delete(asked);
        }
      },
    },
    isClogged: () => {
      const [oldest] = pending;
      return oldest !== undefined && pending.size >= engines.size && clock() - oldest.since > longFileMs;
    },
  };
}
