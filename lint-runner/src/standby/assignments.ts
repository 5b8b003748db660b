import type { JobRef } from '@sqllint/core/cluster/jobResources';
import type { RunOutcome } from '../runner/runJob.ts';
import type { FromRunner, ToRunner } from './messages.ts';

type Assign = Extract<ToRunner, { type: 'assign' }>;

export interface AssignmentsOptions {
  /**
   * Works on a job. Calls `onOutcome` as soon as the outcome is certain, if that is before the end: the answer is sent
   * then.
   */
  readonly run: (ref: JobRef, signal: AbortSignal, onOutcome: (outcome: RunOutcome) => void) => Promise<RunOutcome>;
  readonly send: (message: FromRunner) => void;
  /** Called once, when `shutdown` was asked for and nothing is being worked on any more. */
  readonly onShutdown: () => void;
}

/** Works on the assignments as they come, as many at once as it is given, and answers each exactly once. */
export class Assignments {
  readonly #options: AssignmentsOptions;
  /** Those that are not answered yet. */
  readonly #open = new Map<string, AbortController>();
  /** Runs that have not ended, which may be after their answer. */
  readonly #running = new Set<Promise<void>>();
  #leaving = false;

  constructor(options: AssignmentsOptions) {
    this.#options = options;
  }

  receive(message: ToRunner): void {
    if (message.type === 'assign') this.#assign(message);
    else if (message.type === 'shutdown') this.shutdown();
    else this.#open.get(message.assignment)?.abort();
  }

  /** Gives up what is being worked on, and then calls `onShutdown`. */
  shutdown(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    for (const abort of this.#open.values()) abort.abort();
    void Promise.all(this.#running).then(this.#options.onShutdown);
  }

  #assign(message: Assign): void {
    if (this.#leaving) this.#refuse(message, 'The runner is leaving.');
    else if (this.#open.has(message.assignment)) this.#refuse(message, 'The runner has this assignment already.');
    else this.#begin(message);
  }

  #begin({ assignment, namespace, name }: Assign): void {
    const abort = new AbortController();
    this.#open.set(assignment, abort);
    const answer = (outcome: RunOutcome): void => {
      if (!this.#open.delete(assignment)) return;
      this.#options.send({ type: 'finished', assignment, ...outcome });
    };
    const running = this.#options
      .run({ namespace, name }, abort.signal, answer)
      .catch((error: unknown) => ({ exitCode: 1, message: String(error) }) as const)
      .then((outcome) => {
        this.#running.delete(running);
        answer(outcome);
      });
    this.#running.add(running);
  }

  #refuse({ assignment }: Assign, message: string): void {
    this.#options.send({ type: 'finished', assignment, exitCode: 1, message });
  }
}
