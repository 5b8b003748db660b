/** Nothing was heard for too long. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError';
}

/**
 * Passes a stream's items on until it ends. A stream that says nothing for `silenceMs` is aborted, even when it does not
 * listen to its signal: a connection whose other end has vanished does neither end nor fail by itself.
 * @throws SilenceError, or what the stream throws
 */
export async function* untilSilent<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  silenceMs: number,
  stop: AbortSignal,
): AsyncGenerator<T> {
  const controller = new AbortController();
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = (reason: Error): void => {
    controller.abort(reason);
    aborted.reject(reason);
  };
  const onStop = (): void => abort(new Error('stopped'));
  const timer = setTimeout(() => abort(new SilenceError(`nothing was heard for ${silenceMs} ms`)), silenceMs);
  stop.addEventListener('abort', onStop);
  const iterator = open(controller.signal)[Symbol.asyncIterator]();
  try {
    if (stop.aborted) onStop();
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted.promise]);
      if (next.done) return;
      timer.refresh();
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
    controller.abort();
    // Not awaited: a stream that ignores its signal would keep us here.
    iterator.return?.().catch(() => undefined);
  }
}
