import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { ClusterUnavailableError } from '../errors.ts';
import type { ClusterConfig } from './clusterConfig.ts';

export interface HttpRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For a response that goes on, which must not keep others waiting. */
  readonly isStream: boolean;
  /** Called when nothing is left to wait for but the connection; what it throws ends the request. */
  beforeSend?(): void;
  /** Ends the request, and its response while that is read. */
  readonly signal: AbortSignal;
}

/** Connections to the API server that are kept and used again. */
export interface Connections {
  /** Resolves when the head of the response is there; its body fails when the signal is aborted. */
  send(request: HttpRequest): Promise<IncomingMessage>;
  /** The next request connects anew, with credentials that may have been renewed. */
  drop(): void;
}

interface Access {
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agents: Agents;
  readonly since: number;
}

interface Agents {
  readonly requests: HttpAgent;
  readonly streams: HttpAgent;
}

/** Milliseconds for which credentials are used without asking for them again. */
const freshForMs = 10_000;
/** Requests beyond them wait for one to end. */
const mostConnections = 64;
/** Milliseconds after which an idle connection is closed, before the server or something in between does it. */
const idleMs = 30_000;

/** @param kubeConfig one that is still being loaded is waited for */
export function openConnections(kubeConfig: ClusterConfig | Promise<ClusterConfig>): Connections {
  let access: Access | undefined;

  const current = async (): Promise<Access> => {
    if (access !== undefined && performance.now() - access.since < freshForMs) return access;
    const config = await kubeConfig;
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) throw new ClusterUnavailableError('The kubeconfig has no current cluster.');
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options as Parameters<ClusterConfig['applyToHTTPSOptions']>[0]);
    const agents = access?.agents ?? agentsFor(server, options, hasProxy(config));
    access = { server: server.replace(/\/$/, ''), headers: headersOf(options), agents, since: performance.now() };
    return access;
  };

  return {
    send: async (request) => {
      const { server, headers, agents } = await current();
      request.beforeSend?.();
      const agent = request.isStream ? agents.streams : agents.requests;
      return await exchange(server + request.path, { ...request, headers: { ...headers, ...request.headers } }, agent);
    },
    drop: () => {
      for (const agent of Object.values(access?.agents ?? {})) closeIdle(agent);
      access = undefined;
    },
  };
}

function hasProxy(config: ClusterConfig): boolean {
  return config.getCurrentCluster()?.proxyUrl !== undefined;
}

function agentsFor(server: string, options: RequestOptions, proxied: boolean): Agents {
  if (proxied && options.agent instanceof HttpAgent) return { requests: options.agent, streams: options.agent };
  const kept = { keepAlive: true, timeout: idleMs };
  if (!server.startsWith('https:')) {
    return { requests: new HttpAgent({ ...kept, maxSockets: mostConnections }), streams: new HttpAgent(kept) };
  }
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  const given = Object.entries({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername });
  const tls = Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null));
  return {
    requests: new HttpsAgent({ ...kept, ...tls, maxSockets: mostConnections }),
    streams: new HttpsAgent({ ...kept, ...tls }),
  };
}

function headersOf({ headers, auth }: RequestOptions): Readonly<Record<string, string>> {
  const basic = auth ? { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  const given = Object.entries((headers ?? {}) as Record<string, unknown>).map(([name, value]) => [name, `${value}`]);
  return { ...basic, ...Object.fromEntries(given) };
}

/** What is on its way is left to end; idle connections that come back later are closed by their timeout. */
function closeIdle(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

async function exchange(url: string, request: HttpRequest, agent: HttpAgent): Promise<IncomingMessage> {
  const sent = start(url, request, agent);
  try {
    return await responseTo(sent, request.body);
  } catch (error) {
    // An idle connection that the server was just closing: nothing was changed by asking, so it is asked once more.
    if (!(sent.reusedSocket && request.method === 'GET' && isReset(error)) || request.signal.aborted) throw error;
    closeIdle(agent);
    return await responseTo(start(url, request, agent), undefined);
  }
}

function start(url: string, { method, headers, body, signal }: HttpRequest, agent: HttpAgent): ClientRequest {
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const options = { method, agent, signal, headers: { ...headers, ...length } };
  return url.startsWith('https:') ? httpsRequest(url, options) : httpRequest(url, options);
}

function responseTo(sent: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.once('response', (response) => {
      // Whoever reads it is told; nobody else may be brought down by it.
      response.on('error', () => undefined);
      resolve(response);
    });
    sent.end(body);
  });
}

function isReset(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE';
}
