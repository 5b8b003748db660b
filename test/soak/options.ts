import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';

/** What `make soak` takes from its environment. */
const schema = z.object({
  MINUTES: integerSetting({ min: 1, max: 10_000, default: 60 }),
  SEED: integerSetting({ min: 0, max: 2 ** 31 - 1, default: 1 }),
  /** Of the traffic that two cores can carry. */
  LOAD_PERCENT: integerSetting({ min: 10, max: 1_000, default: 100 }),
  /** Minutes between two kills of the operator that leads. */
  LEADER_MINUTES: integerSetting({ min: 1, max: 10_000, default: 10 }),
  DRAIN_MINUTES: integerSetting({ min: 1, max: 120, default: 10 }),
});

export interface SoakOptions {
  readonly minutes: number;
  /** The same seed gives the same traffic. */
  readonly seed: number;
  /** 1 is what two cores can carry. */
  readonly load: number;
  readonly leaderMinutes: number;
  /** How long everything may take to end once nothing is submitted any more. */
  readonly drainMinutes: number;
}

/** @throws Error that names every option that is wrong */
export function readOptions(environment: Readonly<Record<string, string | undefined>>): SoakOptions {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(({ path, message }) => {
      const name = path.join('.');
      return `${name} is ${given[name]}: ${message}.`;
    });
    throw new Error(sentences.join('\n'));
  }
  const { MINUTES, SEED, LOAD_PERCENT, LEADER_MINUTES, DRAIN_MINUTES } = parsed.data;
  return {
    minutes: MINUTES,
    seed: SEED,
    load: LOAD_PERCENT / 100,
    leaderMinutes: LEADER_MINUTES,
    drainMinutes: DRAIN_MINUTES,
  };
}
