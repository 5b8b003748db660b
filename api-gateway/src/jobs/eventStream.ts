import type { Response } from 'express';

/** Bytes that may wait for a slow reader; progress beyond that is left out, since the next one says more. */
const maxWaitingBytes = 64 * 1024;

/** One server-sent event (WHATWG HTML, section 9.2): JSON has no line breaks, so one data line is enough. */
export function formatEvent(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

export interface EventStream {
  /** Writes the event unless it equals the one before, or the reader is too slow for it. */
  progress(data: unknown): void;
  /** Writes the last event and ends the stream. */
  finish(data: unknown): void;
  /** Ends the stream without a last event; the reader connects again. */
  end(): void;
}

/**
 * Begins an answer of server-sent events.
 * @param options.heartbeatMs between two comments, which keep proxies from closing a quiet stream
 */
export function openEventStream(response: Response, options: { readonly heartbeatMs: number }): EventStream {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // nginx would hold events back until its buffer is full.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.write('retry: 2000\n\n');
  const heartbeat = setInterval(() => response.write(': still here\n\n'), options.heartbeatMs);
  response.once('close', () => clearInterval(heartbeat));
  let last = '';

  function end(): void {
    clearInterval(heartbeat);
    if (!response.writableEnded) response.end();
  }

  return {
    progress(data) {
      const text = formatEvent('progress', data);
      if (text === last || response.writableEnded || response.writableLength > maxWaitingBytes) return;
      last = text;
      response.write(text);
    },
    finish(data) {
      if (!response.writableEnded) response.write(formatEvent('finished', data));
      end();
    },
    end,
  };
}
