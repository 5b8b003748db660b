import { type Entry, indexOf } from '../traffic/ledger.ts';
import type { Kind } from '../traffic/plan.ts';
import type { JobRow } from './accounts.ts';

export interface Latency {
  readonly kind: Kind;
  readonly jobs: number;
  /** Seconds from the resource's creation to its end, as the database has them. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** How long the jobs of each kind took; kinds without an ended job are left out. */
export function latenciesOf(entries: readonly Entry[], jobs: readonly JobRow[]): readonly Latency[] {
  const kinds = new Map(entries.map(({ planned }) => [planned.index, planned.kind]));
  const ended = jobs.flatMap(({ userId, createdAt, finishedAt }) => {
    const kind = kinds.get(indexOf(userId) ?? -1);
    return kind === undefined || finishedAt === null ? [] : [{ kind, seconds: (finishedAt - createdAt) / 1000 }];
  });
  return [...Map.groupBy(ended, ({ kind }) => kind)].map(([kind, spans]) => {
    const sorted = spans.map(({ seconds }) => seconds).toSorted((a, b) => a - b);
    // The smallest value that so large a part of all does not exceed.
    const quantile = (part: number): number => sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
    return { kind, jobs: sorted.length, p50: quantile(0.5), p99: quantile(0.99), most: quantile(1) };
  });
}
