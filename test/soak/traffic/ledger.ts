import type { Planned } from './plan.ts';

/** What a caller was told. Without an answer nobody knows whether there is a job. */
export type Answer = 'accepted' | 'refused' | 'none';

export interface Entry {
  readonly planned: Planned;
  readonly answer: Answer;
  /** Why it was refused, or why there was no answer. */
  readonly reason: string | undefined;
}

/** Every submission carries this, and so do its row in the database and its resource. */
export function userIdOf(index: number): string {
  return `soak-${index}`;
}

/** The index that `userIdOf` was given; undefined for anything else. */
export function indexOf(userId: string | null | undefined): number | undefined {
  const found = /^soak-(\d+)$/.exec(userId ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}
