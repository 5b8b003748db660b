import type { AnalyseRequest, EngineOutcome } from './protocol.ts';

/** A request on its way through the pool, settled once. */
export class Ticket {
  readonly id: number;
  readonly request: AnalyseRequest;
  readonly outcome: Promise<EngineOutcome>;
  /** How many engines it has cost. */
  strikes = 0;
  #settled = false;
  readonly #resolve: (outcome: EngineOutcome) => void;
  readonly #reject: (error: unknown) => void;

  constructor(id: number, request: AnalyseRequest) {
    this.id = id;
    this.request = request;
    const { promise, resolve, reject } = Promise.withResolvers<EngineOutcome>();
    this.outcome = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** True when nobody waits for it any more. */
  get settled(): boolean {
    return this.#settled;
  }

  settle(outcome: EngineOutcome): void {
    this.#settled = true;
    this.#resolve(outcome);
  }

  abandon(reason: unknown): void {
    this.#settled = true;
    this.#reject(reason);
  }
}
