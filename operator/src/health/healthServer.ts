import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A named thing that the operator depends on; rejects while it is not usable. */
export type Check = () => Promise<void>;

export interface HealthServerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly checks: Readonly<Record<string, Check>>;
  /** False when only a new process would help. */
  readonly alive?: Readonly<Record<string, () => boolean>>;
  /** Milliseconds that one check may take. */
  readonly checkTimeoutMs?: number;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/health/live` answers 200 while the process is able to answer at all and what must not hang does not; a hung event loop
 * answers nothing, which a probe takes for the same. `/health/ready` answers 200 when every check passes
 * and 503 otherwise, with the name of each check and whether it passed.
 */
export async function openHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { host, port, checks, alive = {}, checkTimeoutMs = 3000 } = options;
  const respond = async (path: string, response: ServerResponse): Promise<void> => {
    if (path === '/health/live')
      return answer(
        response,
        Object.entries(alive).map(([name, lives]) => [name, lives()]),
      );
    if (path !== '/health/ready') return send(response, 404, { status: 'not found' });
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await passes(check, checkTimeoutMs)] as const),
    );
    answer(response, results);
  };
  const server = createServer((request, response) => {
    respond(request.url?.split('?')[0] ?? '/', response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, results: readonly (readonly [string, boolean])[]): void {
  const all = results.every(([, passed]) => passed);
  const words = results.map(([name, passed]) => [name, passed ? 'ok' : 'unavailable']);
  send(response, all ? 200 : 503, { status: all ? 'ok' : 'unavailable', checks: Object.fromEntries(words) });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function passes(check: Check, timeoutMs: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), timeoutMs);
  const passed = check().then(
    () => true,
    () => false,
  );
  const result = await Promise.race([passed, late.promise]);
  clearTimeout(timer);
  return result;
}
