import { randomUUID } from 'node:crypto';
import type { JobRef } from '@sqllint/core/cluster/jobResources';
import { runnerExit } from '@sqllint/core/job/runnerExit';
import type { Logger } from '@sqllint/core/logging/logger';
import { failureOfEnd } from '../cluster/runnerEnd.ts';
import type { PodTrouble } from '../cluster/workloads.ts';
import { retryDelay } from '../controller/retryDelay.ts';
import type { FromRunner } from './protocol.ts';
import { describeEnd, type ProcessEnd, startRunnerProcess } from './runnerProcess.ts';
import { type Assignment, type AssignmentEnd, type Seat, seatFor } from './seats.ts';

export interface ProcessPoolOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The most processes at once. */
  readonly slots: number;
  /** The most assignments at once of one process. */
  readonly assignmentsEach: number;
  readonly logger: Logger;
  /** Milliseconds that a process may take to obey an abort or a shutdown before it is killed. */
  readonly patienceMs: number;
  /** A process became free, or may be started (again). */
  readonly onRoom: () => void;
}

const startRetry = { firstMs: 200, mostMs: 30_000 };

/** A bounded set of runner processes that are reused for assignment after assignment. */
export class ProcessPool {
  readonly #options: ProcessPoolOptions;
  readonly #seats = new Set<Seat>();
  #startFailures = 0;
  #trouble: PodTrouble | undefined;
  #pause: NodeJS.Timeout | undefined;
  #stopped = false;
  #empty: (() => void) | undefined;

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
  }

  /** Why no process can be started at present. */
  get trouble(): PodTrouble | undefined {
    return this.#trouble;
  }

  /** Starts processes until there are `wanted` (or as many as there are slots). */
  ensure(wanted: number): void {
    if (this.#stopped || this.#pause !== undefined) return;
    while (this.#seats.size < Math.min(wanted, this.#options.slots) && this.#pause === undefined) this.#start();
  }

  /** Assignments that are worked on. */
  get busy(): number {
    return [...this.#seats].reduce((sum, seat) => sum + seat.assignments.size, 0);
  }

  /**
   * Gives the job to the process that has the fewest assignments, and none of this owner.
   * @returns its id; undefined when no process has room
   */
  assign(ref: JobRef, owner: string, onEnd: Assignment['onEnd']): string | undefined {
    const seat = this.#stopped ? undefined : seatFor(this.#seats, owner, this.#options.assignmentsEach);
    if (seat === undefined) return undefined;
    const id = randomUUID();
    seat.assignments.set(id, { owner, onEnd });
    seat.process.send({ type: 'assign', assignment: id, namespace: ref.namespace, name: ref.name });
    return id;
  }

  /** Asks the process to drop the assignment, and ends it when it does not. Its end is not reported any more. */
  abort(id: string): void {
    const seat = [...this.#seats].find(({ assignments }) => assignments.has(id));
    const assignment = seat?.assignments.get(id);
    if (seat === undefined || assignment === undefined) return;
    seat.process.send({ type: 'abort', assignment: id });
    clearTimeout(assignment.killTimer);
    const killTimer = setTimeout(() => this.#kill(seat), this.#options.patienceMs);
    seat.assignments.set(id, { owner: assignment.owner, onEnd: () => undefined, killTimer });
  }

  /** Ends all processes, gently first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#pause);
    for (const seat of this.#seats) {
      seat.process.send({ type: 'shutdown' });
      seat.shutdownTimer = setTimeout(() => this.#kill(seat), this.#options.patienceMs);
    }
    if (this.#seats.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#empty = resolve;
    });
  }

  #start(): void {
    const { command, env, logger } = this.#options;
    const seat: Seat = {
      state: 'starting',
      assignments: new Map(),
      process: startRunnerProcess({
        command,
        env,
        logger,
        onMessage: (message) => this.#heard(seat, message),
        onEnd: (end) => this.#ended(seat, end),
      }),
    };
    this.#seats.add(seat);
    logger.debug({ pid: seat.process.pid }, 'runner process started');
  }

  #heard(seat: Seat, message: FromRunner): void {
    if (message.type === 'ready') {
      if (seat.state !== 'starting') return;
      this.#startFailures = 0;
      this.#trouble = undefined;
      seat.state = 'ready';
      this.#options.onRoom();
      return;
    }
    const assignment = seat.assignments.get(message.assignment);
    if (assignment === undefined) return;
    clearTimeout(assignment.killTimer);
    seat.assignments.delete(message.assignment);
    // Only a workload that knows of this end can tell whether it wants the process again.
    assignment.onEnd(endOf(message));
    this.#options.onRoom();
  }

  #ended(seat: Seat, end: ProcessEnd): void {
    const how = describeEnd(end);
    clearTimeout(seat.shutdownTimer);
    this.#seats.delete(seat);
    if (seat.state === 'starting') this.#startFailed(how);
    else if (!this.#stopped) this.#options.logger.warn({ pid: seat.process.pid, how }, 'a runner process ended');
    for (const { onEnd, killTimer } of seat.assignments.values()) {
      clearTimeout(killTimer);
      onEnd(seat.state === 'killed' ? 'displaced' : failureOfEnd({ who, ...end }));
    }
    if (this.#seats.size === 0) this.#empty?.();
    this.#options.onRoom();
  }

  /** A command that never starts must not be started in a tight loop. */
  #startFailed(how: string): void {
    if (this.#stopped) return;
    this.#startFailures += 1;
    const pauseMs = retryDelay(this.#startFailures, startRetry, Math.random);
    const message = `the runner process ${how} before it was ready`;
    this.#trouble = { kind: 'broken', reason: 'RunnerNotStarting', message, since: this.#trouble?.since ?? Date.now() };
    this.#options.logger.error({ how, retry_in_ms: Math.round(pauseMs) }, 'a runner process did not start');
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#options.onRoom();
    }, pauseMs);
  }

  #kill(seat: Seat): void {
    seat.state = 'killed';
    seat.process.kill();
  }
}

const who = 'the runner process';

function endOf({ exitCode, message }: Extract<FromRunner, { type: 'finished' }>): AssignmentEnd {
  return exitCode === runnerExit.done ? 'done' : failureOfEnd({ who, exitCode, lastWords: message });
}
