import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { RunOutcome } from '../runner/runJob.ts';
import type { FromRunner, ToRunner } from './messages.ts';

type Assign = Extract<ToRunner, { type: 'assign' }>;

export interface AssignmentsOptions {
  /**
   * Works on a job. Calls `onOutcome` as soon as the outcome is certain, if that is before the end: the answer is sent
   * then, and the next assignment begins at the end.
   */
  readonly run: (ref: JobRef, signal: AbortSignal, onOutcome: (outcome: RunOutcome) => void) => Promise<RunOutcome>;
  readonly send: (message: FromRunner) => void;
  /** Called once, when `shutdown` was asked for and nothing is being worked on any more. */
  readonly onShutdown: () => void;
}

interface Current {
  readonly assignment: string;
  readonly abort: AbortController;
}

/** Takes one assignment at a time and answers each exactly once. */
export class Assignments {
  readonly #options: AssignmentsOptions;
  #current: Current | undefined;
  /** Resolves when the last run has ended, which may be after its answer; undefined when it has. */
  #running: Promise<void> | undefined;
  #leaving = false;

  constructor(options: AssignmentsOptions) {
    this.#options = options;
  }

  receive(message: ToRunner): void {
    if (message.type === 'assign') this.#assign(message);
    else if (message.type === 'shutdown') this.shutdown();
    else if (this.#current?.assignment === message.assignment) this.#current.abort.abort();
  }

  /** Gives up what is being worked on, and then calls `onShutdown`. */
  shutdown(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#current?.abort.abort();
    const ended = this.#running ?? Promise.resolve();
    ended.then(this.#options.onShutdown, this.#options.onShutdown);
  }

  #assign(message: Assign): void {
    if (this.#leaving) this.#refuse(message, 'The runner is leaving.');
    else if (this.#current) this.#refuse(message, 'The runner has another assignment.');
    else this.#begin(message);
  }

  #begin({ assignment, namespace, name }: Assign): void {
    const current = { assignment, abort: new AbortController() };
    this.#current = current;
    const answer = (outcome: RunOutcome): void => {
      if (this.#current !== current) return;
      this.#current = undefined;
      this.#options.send({ type: 'finished', assignment, ...outcome });
    };
    const run = () => this.#options.run({ namespace, name }, current.abort.signal, answer);
    const running = (this.#running?.then(run) ?? run())
      .catch((error: unknown) => ({ exitCode: 1, message: String(error) }) as const)
      .then((outcome) => {
        if (this.#running === running) this.#running = undefined;
        answer(outcome);
      });
    this.#running = running;
  }

  #refuse({ assignment }: Assign, message: string): void {
    this.#options.send({ type: 'finished', assignment, exitCode: 1, message });
  }
}
