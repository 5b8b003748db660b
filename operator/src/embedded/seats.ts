import type { RunnerFailure } from '../cluster/runnerEnd.ts';
import type { RunnerProcess } from './runnerProcess.ts';

/** How an assignment ended; `displaced`: its process was ended because of another one, and it failed at nothing. */
export type AssignmentEnd = 'done' | 'displaced' | RunnerFailure;

export interface Assignment {
  /** Whose it is; one process has no use for two of the same. */
  readonly owner: string;
  readonly onEnd: (end: AssignmentEnd) => void;
  killTimer?: NodeJS.Timeout;
}

/** A runner process and what it works on. */
export interface Seat {
  readonly process: RunnerProcess;
  state: 'starting' | 'ready' | 'killed';
  /** By their ids. */
  readonly assignments: Map<string, Assignment>;
  shutdownTimer?: NodeJS.Timeout;
}

/** The process with the fewest assignments that has room for one more, and none of this owner. */
export function seatFor(seats: Iterable<Seat>, owner: string, assignmentsEach: number): Seat | undefined {
  return [...seats]
    .filter(({ state, assignments }) => state === 'ready' && assignments.size < assignmentsEach)
    .filter(({ assignments }) => [...assignments.values()].every((assignment) => assignment.owner !== owner))
    .sort((a, b) => a.assignments.size - b.assignments.size)[0];
}
