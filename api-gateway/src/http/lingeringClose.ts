import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

/** Milliseconds that a caller may go on sending a body that was answered already. */
const lingerMs = 5_000;

/**
 * An answer that comes before the whole body was read (too large, wrong type) must not be lost: closing a connection
 * with unread bytes resets it, and the caller never sees why. So the rest is thrown away for a while, then the
 * connection is closed.
 */
export const lingeringClose: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (request.complete || request.destroyed) return;
    request.resume();
    // What waits in the socket is read before the immediate runs: a busy process must not take itself for a slow caller.
    const timer = setTimeout(() => setImmediate(() => closeUnfinished(request)), lingerMs);
    timer.unref();
    const settled = () => clearTimeout(timer);
    request.once('end', settled);
    request.once('close', settled);
  });
  next();
};

function closeUnfinished(request: IncomingMessage): void {
  if (!request.complete) request.socket.destroy();
}
