import type { RequestListener } from 'node:http';
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ProblemCode } from '../errors/catalogue.ts';
import { Problem, problemBody } from '../errors/problem.ts';
import type { GatewaySettings } from '../settings.ts';

/** A server with limits on how long a request may take to arrive, so that slow callers cannot hold it. */
export function createHttpServer(listener: RequestListener, settings: GatewaySettings): Server {
  const server = createServer(
    {
      headersTimeout: settings.headersTimeoutMs,
      requestTimeout: settings.uploadTimeoutMs,
      keepAliveTimeout: settings.keepAliveMs,
      connectionsCheckingInterval: 2_000,
    },
    listener,
  );
  // Node destroys a connection on which nothing moves for so long, also one whose caller does not read.
  server.setTimeout(settings.connectionIdleMs);
  server.maxConnections = settings.maxConnections;
  server.on('clientError', answerClientError);
  return server;
}

const codeByError: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

const details: Partial<Record<ProblemCode, string>> = {
  HEADERS_TOO_LARGE: 'The headers are larger than 16 KiB; send fewer or shorter ones.',
  REQUEST_TIMEOUT: 'The request did not arrive in time; send it again.',
};

/** Milliseconds that a caller has to read why its connection ends: closing with unread bytes would reset it. */
const lingerMs = 1_000;

/**
 * What is not even HTTP never reaches a handler; it is answered on the bare connection. The end of our side alone leaves
 * the other side open for as long as the caller likes, so the connection is destroyed as well.
 */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = codeByError[error.code ?? ''] ?? 'MALFORMED_HTTP';
  socket.end(bareAnswer(new Problem(code, details[code] ?? 'The request is not HTTP/1.1.')));
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

function bareAnswer(problem: Problem): string {
  const body = JSON.stringify(problemBody(problem));
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

export function listenOn(server: Server, host: string, port: number): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once('error', reject);
  server.listen(port, host, () => {
    server.off('error', reject);
    const address = server.address();
    if (address === null || typeof address === 'string') reject(new Error('the server listens on no port'));
    else resolve(address);
  });
  return promise;
}

/** Stops accepting, lets requests in flight end, and cuts those that are left after the deadline. */
export async function closeServer(server: Server, deadlineMs: number): Promise<void> {
  if (!server.listening) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await promise;
  clearTimeout(timer);
}
