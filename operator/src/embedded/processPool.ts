import { randomUUID } from 'node:crypto';
import type { JobRef } from '@sqllint/core/cluster/jobResources';
import { runnerExit } from '@sqllint/core/job/runnerExit';
import type { Logger } from '@sqllint/core/logging/logger';
import { failureOfEnd, type RunnerFailure } from '../cluster/runnerEnd.ts';
import type { PodTrouble } from '../cluster/workloads.ts';
import { retryDelay } from '../controller/retryDelay.ts';
import type { FromRunner } from './protocol.ts';
import { describeEnd, type ProcessEnd, type RunnerProcess, startRunnerProcess } from './runnerProcess.ts';

export interface ProcessPoolOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The most processes at once. */
  readonly slots: number;
  readonly logger: Logger;
  /** Milliseconds that a process may take to obey an abort or a shutdown before it is killed. */
  readonly patienceMs: number;
  /** A process became free, or may be started (again). */
  readonly onRoom: () => void;
}

interface Seat {
  readonly process: RunnerProcess;
  state: 'starting' | 'idle' | 'busy';
  assignment?: Assignment | undefined;
  killTimer?: NodeJS.Timeout;
}

interface Assignment {
  readonly id: string;
  /** @param failure undefined when the runner found no task left */
  readonly onEnd: (failure: RunnerFailure | undefined) => void;
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

  get busy(): number {
    return [...this.#seats].filter((seat) => seat.state === 'busy').length;
  }

  /** Gives the job to an idle process; undefined when none is idle. */
  assign(ref: JobRef, onEnd: Assignment['onEnd']): string | undefined {
    const seat = this.#stopped ? undefined : [...this.#seats].find((candidate) => candidate.state === 'idle');
    if (seat === undefined) return undefined;
    const assignment = { id: randomUUID(), onEnd };
    seat.state = 'busy';
    seat.assignment = assignment;
    seat.process.send({ type: 'assign', assignment: assignment.id, namespace: ref.namespace, name: ref.name });
    return assignment.id;
  }

  /** Asks the process to drop the assignment, and ends it when it does not. Its end is not reported any more. */
  abort(assignmentId: string): void {
    const seat = [...this.#seats].find((candidate) => candidate.assignment?.id === assignmentId);
    if (seat === undefined) return;
    seat.assignment = { id: assignmentId, onEnd: () => undefined };
    seat.process.send({ type: 'abort', assignment: assignmentId });
    this.#killLater(seat);
  }

  /** Ends all processes, gently first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#pause);
    for (const seat of this.#seats) {
      seat.process.send({ type: 'shutdown' });
      this.#killLater(seat);
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
      seat.state = 'idle';
      this.#options.onRoom();
      return;
    }
    const { assignment } = seat;
    if (assignment?.id !== message.assignment) return;
    clearTimeout(seat.killTimer);
    seat.state = 'idle';
    seat.assignment = undefined;
    // Only a workload that knows of this end can tell whether it wants the process again.
    assignment.onEnd(failureOf(message));
    this.#options.onRoom();
  }

  #ended(seat: Seat, end: ProcessEnd): void {
    const how = describeEnd(end);
    clearTimeout(seat.killTimer);
    this.#seats.delete(seat);
    if (seat.state === 'starting') this.#startFailed(how);
    else if (!this.#stopped) this.#options.logger.warn({ pid: seat.process.pid, how }, 'a runner process ended');
    seat.assignment?.onEnd(failureOfEnd({ who, ...end }));
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

  #killLater(seat: Seat): void {
    clearTimeout(seat.killTimer);
    seat.killTimer = setTimeout(() => seat.process.kill(), this.#options.patienceMs);
  }
}

const who = 'the runner process';

function failureOf({ exitCode, message }: Extract<FromRunner, { type: 'finished' }>): RunnerFailure | undefined {
  return exitCode === runnerExit.done ? undefined : failureOfEnd({ who, exitCode, lastWords: message });
}
