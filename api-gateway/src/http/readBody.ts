import type { IncomingMessage } from 'node:http';
import { Problem } from '../errors/problem.ts';

export interface BodyLimits {
  /** Bytes. */
  readonly maxBytes: number;
  /** Milliseconds from now until the last byte. */
  readonly timeoutMs: number;
}

/**
 * Reads a whole body into memory, and stops reading as soon as a limit is exceeded.
 * @throws Problem TOO_LARGE, REQUEST_TIMEOUT, UNSUPPORTED_TYPE (compressed) or MALFORMED_HTTP (broken off)
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  refuseCompressed(request);
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits.maxBytes);
  return await collect(request, limits);
}

/** @throws Problem UNSUPPORTED_TYPE: a small compressed body can be a huge one, so none is taken. */
export function refuseCompressed(request: IncomingMessage): void {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() === 'identity') return;
  throw new Problem('UNSUPPORTED_TYPE', 'Content-Encoding is not supported; send the body as it is.');
}

export function tooLarge(maxBytes: number): Problem {
  return new Problem('TOO_LARGE', `The body is larger than ${maxBytes} bytes; send a smaller one.`);
}

export function brokenOff(cause?: unknown): Problem {
  return new Problem('MALFORMED_HTTP', 'The body broke off before its end.', { cause });
}

function collect(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onData = (chunk: Buffer) => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > maxBytes) reject(tooLarge(maxBytes));
  };
  const onEnd = () => resolve(Buffer.concat(chunks));
  const onError = (error: unknown) => reject(brokenOff(error));
  const onClose = () => reject(brokenOff());
  const timer = setTimeout(() => {
    reject(new Problem('REQUEST_TIMEOUT', `The body did not arrive within ${timeoutMs / 1000} s; send it again.`));
  }, timeoutMs);
  request.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  return promise.finally(() => {
    clearTimeout(timer);
    request.off('data', onData).off('end', onEnd).off('close', onClose);
    // The error listener stays: a connection that breaks later must not become an uncaught exception.
  });
}
