import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Target } from './targetGuard.ts';

export interface Delivery {
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
  /** Milliseconds for everything: name, connection, request and answer. */
  readonly timeoutMs: number;
  /** Gives the request up. */
  readonly signal?: AbortSignal;
}

/** An answer is a status; of its body nothing is kept or shown, it is only let out of the connection up to here. */
const mostAnswerBytes = 4096;

/**
 * POSTs once: no redirect is followed, no connection is kept.
 * @returns the HTTP status
 * @throws TargetRefusedError; an error whose message says why there was no answer; the signal's reason
 */
export async function deliver(delivery: Delivery): Promise<number> {
  const deadline = AbortSignal.timeout(delivery.timeoutMs);
  const signal = delivery.signal ? AbortSignal.any([delivery.signal, deadline]) : deadline;
  return await new Promise<number>((resolve, reject) => {
    const request = open(delivery, signal);
    request.on('error', (error) => reject(deadline.aborted ? tooSlow(delivery.timeoutMs) : error));
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      drain(response);
    });
    request.end(delivery.body);
  });
}

function open({ target, headers, body }: Delivery, signal: AbortSignal): ClientRequest {
  const options: RequestOptions = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'sqllint-callback',
      connection: 'close',
      ...headers,
    },
    agent: false,
    lookup: target.lookup,
    maxHeaderSize: 16 * 1024,
    signal,
  };
  return target.url.protocol === 'https:' ? httpsRequest(target.url, options) : httpRequest(target.url, options);
}

/** A receiver that is still writing gets a little out, until the same deadline. */
function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostAnswerBytes) response.destroy();
  });
}

function tooSlow(timeoutMs: number): Error {
  return new Error(`There was no answer within ${timeoutMs / 1000} s.`);
}
