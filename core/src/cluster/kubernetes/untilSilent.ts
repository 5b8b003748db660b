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
  // Not a race against one promise of the whole stream: that would remember every item's wait until the stream ends.
  let giveUp: (reason: Error) => void = () => undefined;
  let reason: Error | undefined;
  const abort = (why: Error): void => {
    reason ??= why;
    controller.abort(why);
    giveUp(why);
  };
  const onStop = (): void => abort(new Error('stopped'));
  const timer = setTimeout(() => abort(new SilenceError(`nothing was heard for ${silenceMs} ms`)), silenceMs);
  stop.addEventListener('abort', onStop);
  const iterator = open(controller.signal)[Symbol.asyncIterator]();
  const next = (): Promise<IteratorResult<T>> =>
    new Promise((resolve, reject) => {
      giveUp = reject;
      iterator.next().then(resolve, reject);
      if (reason !== undefined) reject(reason);
    });
  try {
    if (stop.aborted) onStop();
    for (;;) {
      const item = await next();
      if (item.done) return;
      timer.refresh();
      yield item.value;
    }
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
    controller.abort();
    // Not awaited: a stream that ignores its signal would keep us here.
    iterator.return?.().catch(() => undefined);
  }
}
