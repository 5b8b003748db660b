import { AlreadyExistsError } from '../errors.ts';

interface Waiting<Result> {
  readonly write: () => Result;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

type Settled<Result> = { readonly result: Result } | { readonly refusal: AlreadyExistsError };

/**
 * Writes that are asked for in one turn of the event loop become one transaction. A transaction that survives a power
 * loss holds up the process while the disk syncs; what arrives meanwhile shares the next one. Each caller is told only
 * after that.
 * @param transaction does the work as a whole or throws
 * @returns a function that takes a write; a write that throws AlreadyExistsError has written nothing
 */
export function syncTogether<Result>(
  transaction: (work: () => readonly Settled<Result>[]) => readonly Settled<Result>[],
): (write: () => Result) => Promise<Result> {
  let waiting: Waiting<Result>[] = [];

  const flush = (): void => {
    const together = waiting;
    waiting = [];
    try {
      const settled = transaction(() => together.map(({ write }) => settle(write)));
      for (const [index, { resolve, reject }] of together.entries()) {
        const end = settled[index];
        if (end !== undefined && 'result' in end) resolve(end.result);
        else reject(end?.refusal);
      }
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  };

  return (write) =>
    new Promise((resolve, reject) => {
      waiting.push({ write, resolve, reject });
      if (waiting.length === 1) setImmediate(flush);
    });
}

/** Only what was refused before anything was written leaves the other writes of the transaction alone. */
function settle<Result>(write: () => Result): Settled<Result> {
  try {
    return { result: write() };
  } catch (error) {
    if (error instanceof AlreadyExistsError) return { refusal: error };
    throw error;
  }
}
