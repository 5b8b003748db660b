import { type EnginePoolOptions, EngineStartError, systemClock } from './enginePoolOptions.ts';
import { EngineSeat } from './engineSeat.ts';
import type { AnalyseRequest, EngineOutcome, EnginePoolStats, EngineReady, EngineRestartReason } from './protocol.ts';
import { sandboxWarningOf } from './sandboxWarning.ts';
import { Ticket } from './ticket.ts';

/** Starts in a row that one seat may fail before the pool gives up, when no other engine works. */
const maxFailedStarts = 5;

/**
 * Engine processes that share a queue. Each has at most two texts at a time; the other callers wait here.
 *
 * A text that ends an engine (time, memory, crash) is tried once more with a new engine for itself; the texts behind
 * it go to other engines.
 */
export class EnginePool {
  readonly #options: EnginePoolOptions;
  readonly #seats: readonly EngineSeat[];
  readonly #restarts: Record<EngineRestartReason, number> = {
    timeout: 0,
    memory: 0,
    crash: 0,
    recycled: 0,
    abandoned: 0,
  };
  readonly #version = Promise.withResolvers<string>();
  #waiting: Ticket[] = [];
  #nextId = 1;
  #analysed = 0;
  #hasCheckedSandbox = false;
  #state: 'new' | 'running' | 'ended' = 'new';
  #endReason: Error = new Error('the engine pool has been stopped');

  constructor(options: EnginePoolOptions) {
    this.#options = options;
    this.#seats = Array.from({ length: options.size }, () => this.#newSeat());
    // Nobody may ask for the version; then its absence is no unhandled rejection.
    this.#version.promise.catch(() => undefined);
  }

  /** Begins to start the engines and returns at once. */
  start(): void {
    if (this.#state !== 'new') {
      return;
    }
    this.#state = 'running';
    for (const seat of this.#seats) {
      seat.start();
    }
  }

  /**
   * Analyses one text; starts the pool when that was not done.
   * @param signal gives the request up: the promise rejects with the signal's reason, and the engine that has it is
   * replaced unless it is done with it soon
   * @throws EngineStartError when no engine can be started; an Error after `stop()`
   */
  async analyse(request: AnalyseRequest, signal?: AbortSignal): Promise<EngineOutcome> {
    signal?.throwIfAborted();
    this.start();
    if (this.#state === 'ended') {
      throw this.#endReason;
    }
    const ticket = new Ticket(this.#nextId++, request);
    const giveUp = () => this.#giveUp(ticket, signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#waiting.push(ticket);
    this.#distribute();
    try {
      const outcome = await ticket.outcome;
      this.#analysed += 1;
      return outcome;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /**
   * For instance `sqlfluff 4.5.0 + rs 4.5.0 + engine 1`; part of every result key.
   * @throws EngineStartError when no engine can be started
   */
  async engineVersion(): Promise<string> {
    this.start();
    return await this.#version.promise;
  }

  stats(): EnginePoolStats {
    return {
      engines: this.#seats.length,
      ready: this.#seats.filter((seat) => seat.ready).length,
      busy: this.#seats.filter((seat) => seat.busy).length,
      waiting: this.#waiting.length,
      analysed: this.#analysed,
      restarts: { ...this.#restarts },
    };
  }

  /** The processes that run now. */
  pids(): readonly number[] {
    return this.#seats.flatMap((seat) => (seat.pid === undefined ? [] : [seat.pid]));
  }

  /** Kills all engines and rejects what is unfinished; resolves when no engine process is left. */
  async stop(): Promise<void> {
    await this.#end(this.#endReason);
  }

  async #end(reason: Error): Promise<void> {
    this.#state = 'ended';
    this.#endReason = reason;
    this.#version.reject(reason);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const ticket of waiting) {
      ticket.abandon(reason);
    }
    await Promise.all(this.#seats.map((seat) => seat.stop(reason)));
  }

  #newSeat(): EngineSeat {
    return new EngineSeat({
      clock: systemClock,
      ...this.#options,
      onReady: (ready) => this.#noteReady(ready),
      onRoom: () => this.#distribute(),
      onReturned: (ticket) => this.#takeBack(ticket),
      onReplaced: (reason) => {
        this.#restarts[reason] += 1;
      },
      onStartFailed: (message, attempts) => this.#considerGivingUp(message, attempts),
    });
  }

  #noteReady(ready: EngineReady): void {
    this.#version.resolve(ready.engine_version);
    if (this.#hasCheckedSandbox) {
      return;
    }
    // The engines of a pool run on one kernel: what the first one says holds for all.
    this.#hasCheckedSandbox = true;
    const warning = sandboxWarningOf(ready.sandbox);
    if (warning !== undefined) {
      this.#options.logger.warn({ sandbox: ready.sandbox }, warning);
    }
  }

  /** Idle engines first; only then a second text for those that are busy with a short one. */
  #distribute(): void {
    for (const has of ['idle', 'hasRoomBehind'] as const) {
      for (const seat of this.#seats.filter((candidate) => candidate[has])) {
        const ticket = this.#waiting.shift();
        if (ticket === undefined) {
          return;
        }
        seat.take(ticket);
      }
    }
  }

  #takeBack(ticket: Ticket): void {
    if (!ticket.settled) {
      this.#waiting.unshift(ticket);
      this.#distribute();
    }
  }

  #giveUp(ticket: Ticket, reason: unknown): void {
    this.#waiting = this.#waiting.filter((other) => other !== ticket);
    ticket.abandon(reason);
    for (const seat of this.#seats) {
      seat.noteAbandoned(ticket);
    }
  }

  #considerGivingUp(message: string, attempts: number): void {
    if (attempts < maxFailedStarts || this.#seats.some((seat) => seat.ready)) {
      return;
    }
    const error = new EngineStartError(message);
    this.#end(error).catch((cause: unknown) => {
      this.#options.logger.error({ err: cause }, 'the engines could not be stopped');
    });
  }
}
