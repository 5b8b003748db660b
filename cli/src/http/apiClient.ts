import type { ClientRequest, Agent as HttpAgent, IncomingMessage, RequestOptions } from 'node:http';
import type { Readable } from 'node:stream';
import { httpModule } from '../command/builtins.ts';
import { CommandError } from '../command/commandError.ts';
import { errorCode } from '../command/errorCode.ts';

/** The server does not answer at all; it may be starting again. */
export class UnreachableError extends CommandError {
  override readonly name = 'UnreachableError';
}

/** The server refused the request; the message is its `detail`. */
export class RefusedError extends CommandError {
  override readonly name = 'RefusedError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Below `/api/v1`, without a query. */
  readonly path: string;
  /** Empty and undefined values are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly contentType?: string;
  readonly body?: Buffer | Readable;
  /** Bytes of the body, when they are known. */
  readonly bytes?: number | undefined;
  /** Called when the whole request is on its way, for what may be done while the server works. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * One server, spoken to over one kept connection with node:http: heavier clients cost more time to load than a small
 * submission takes.
 */
export interface ApiClient {
  /**
   * The JSON that the server answered.
   * @throws RefusedError for a status of 400 and above
   * @throws UnreachableError when there is no answer
   */
  json(request: ApiRequest): Promise<unknown>;
  /** Server-sent events, until the server ends them. Errors as for `json`. */
  events(path: string): AsyncIterable<{ readonly event: string; readonly data: string }>;
  close(): void;
}

/** @param server origin and prefix, without a slash at the end */
export function openApiClient(server: string): ApiClient {
  const { request, Agent } = httpModule(server);
  const agent: HttpAgent = new Agent({ keepAlive: true, maxSockets: 2 });
  const send = (wanted: ApiRequest) =>
    exchange({
      wanted,
      server,
      start: (options) => request(`${server}/api/v1${pathOf(wanted)}`, { ...options, agent }),
    });
  return {
    json: async (wanted) => parseJson(await readText(await send(wanted), server), server),
    events: async function* (path) {
      const { readEvents } = await import('./readEvents.ts');
      const answer = await send({ method: 'GET', path });
      try {
        yield* readEvents(answer);
      } catch (error) {
        throw unreachable(server, error);
      }
    },
    close: () => agent.destroy(),
  };
}

interface Exchange {
  readonly wanted: ApiRequest;
  readonly server: string;
  readonly start: (options: RequestOptions) => ClientRequest;
}

/** Sends one request; resolves with an answer whose status is below 400. */
async function exchange({ wanted, server, start }: Exchange): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = start({ method: wanted.method, headers: headersOf(wanted) });
    // A server may refuse before it has read everything: its answer counts, not the broken pipe that follows.
    outgoing.on('response', resolve);
    if (wanted.onSent !== undefined) outgoing.on('finish', wanted.onSent);
    outgoing.on('error', (error) => reject(unreachable(server, error)));
    sendBody(outgoing, wanted.body, reject);
  });
  if ((answer.statusCode ?? 0) < 400) return answer;
  throw new RefusedError(detailOf(await readText(answer, server), answer.statusCode ?? 0), answer.statusCode ?? 0);
}

function pathOf({ path, query = {} }: ApiRequest): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') given.set(name, value);
  }
  return given.size === 0 ? path : `${path}?${given}`;
}

function headersOf({ contentType, bytes }: ApiRequest): Record<string, string | number> {
  return {
    accept: 'application/json',
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(bytes === undefined ? {} : { 'content-length': bytes }),
  };
}

function sendBody(outgoing: ClientRequest, body: Buffer | Readable | undefined, fail: (error: Error) => void): void {
  if (body === undefined || Buffer.isBuffer(body)) {
    outgoing.end(body);
    return;
  }
  body.on('error', (error) => {
    fail(new CommandError(`The files cannot be read: ${error.message}.`, { cause: error }));
    outgoing.destroy();
  });
  body.pipe(outgoing);
}

async function readText(answer: IncomingMessage, server: string): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(chunk as Buffer);
  } catch (error) {
    throw unreachable(server, error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string, server: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${server} does not answer as a sqllint server does.`, { cause: error });
  }
}

/** The sentence of an error answer (RFC 9457, with `detail`), or what can be said without one. */
function detailOf(text: string, status: number): string {
  try {
    const { detail } = JSON.parse(text);
    if (typeof detail === 'string' && detail !== '') return detail;
  } catch {
    // Not JSON: a proxy in between has answered.
  }
  return `The server answered with status ${status}.`;
}

function unreachable(server: string, error: unknown): UnreachableError {
  const code = errorCode(error) ?? String(error);
  return new UnreachableError(
    `${server} does not answer (${code}). Start a server with \`sqllint standalone --data-dir DIR\`, or name one with --server.`,
    { cause: error },
  );
}
