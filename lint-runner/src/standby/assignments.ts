import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { RunOutcome } from '../runner/runJob.ts';
import type { FromRunner, ToRunner } from './messages.ts';

type Assign = Extract<ToRunner, { type: 'assign' }>;

export interface AssignmentsOptions {
  readonly run: (ref: JobRef, signal: AbortSignal) => Promise<RunOutcome>;
  readonly send: (message: FromRunner) => void;
  /** Called once, when `shutdown` was asked for and nothing is being worked on any more. */
  readonly onShutdown: () => void;
}

interface Current {
  readonly assignment: string;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Takes one assignment at a time and answers each exactly once. */
export class Assignments {
  readonly #options: AssignmentsOptions;
  #current: Current | undefined;
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
    const done = this.#current?.done ?? Promise.resolve();
    done.then(this.#options.onShutdown, this.#options.onShutdown);
  }

  #assign(message: Assign): void {
    if (this.#leaving) this.#refuse(message, 'The runner is leaving.');
    else if (this.#current) this.#refuse(message, 'The runner has another assignment.');
    else this.#current = this.#begin(message);
  }

  #begin({ assignment, namespace, name }: Assign): Current {
    const abort = new AbortController();
    const done = this.#options
      .run({ namespace, name }, abort.signal)
      .catch((error: unknown) => ({ exitCode: 1, message: String(error) }))
      .then((outcome) => {
        this.#current = undefined;
        this.#options.send({ type: 'finished', assignment, ...outcome });
      });
    return { assignment, abort, done };
  }

  #refuse({ assignment }: Assign, message: string): void {
    this.#options.send({ type: 'finished', assignment, exitCode: 1, message });
  }
}
