import type { Load } from './measure.ts';
import { statementAt } from './statements.ts';

export interface LoadOptions {
  readonly templates: readonly string[];
  /** How many jobs a series has; one series of each kind for every size. */
  readonly sizes: readonly number[];
  readonly callers: number;
  /** Submissions of the series in which one comes after the other on an idle system. */
  readonly single: number;
}

/** Long enough for all that follows a verdict to be over. */
const idleMs = 150;

/** The series in the order in which they are run; each has texts that no other has. */
export function loadsOf({ templates, sizes, callers, single }: LoadOptions): readonly Load[] {
  let series = 0;
  const distinct = (size: number): string[] => {
    series += 1;
    return Array.from({ length: size }, (_, number) => statementAt(templates, `s${series}`, number));
  };
  const same = (size: number): string[] => Array.from({ length: size }, () => distinctOne);
  const [distinctOne = ''] = distinct(1);
  const throughput = sizes.flatMap((size): Load[] => [
    { label: `${size} distinct`, texts: distinct(size), callers, learning: 'wait', pauseMs: 0 },
    { label: `${size} distinct, followed`, texts: distinct(size), callers, learning: 'events', pauseMs: 0 },
    { label: `${size} times the same`, texts: same(size), callers, learning: 'wait', pauseMs: 0 },
    { label: `${size} times the same, followed`, texts: same(size), callers, learning: 'events', pauseMs: 0 },
  ]);
  return [
    ...throughput,
    { label: 'one at a time', texts: distinct(single), callers: 1, learning: 'wait', pauseMs: idleMs },
    { label: 'one at a time, followed', texts: distinct(single), callers: 1, learning: 'events', pauseMs: idleMs },
  ];
}
