import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ClusterStub {
  readonly url: string;
  /** Paths of collections that were listed. */
  readonly listed: ReadonlySet<string>;
  /** Requests that would change something, as `METHOD path`; those for Leases aside. */
  readonly writes: readonly string[];
  /** Forbids everything in a namespace but Leases. */
  forbid(namespace: string): void;
  /** Ends every watch, and answers nothing but Leases from now on. */
  fall(): void;
  close(): Promise<void>;
}

interface Lease {
  metadata: { resourceVersion: string };
  spec: object;
}

const profile = {
  apiVersion: 'sqllint.dev/v1',
  kind: 'SqlLintProfile',
  metadata: { namespace: 'team-a', name: 'strict', uid: 'u', resourceVersion: '7', generation: 1 },
  spec: { dialect: 'mysql' },
};

/** An API server with one profile, no jobs, and one Lease that keeps to resource versions. */
export async function startClusterStub(): Promise<ClusterStub> {
  const listed = new Set<string>();
  const writes: string[] = [];
  let lease: Lease | undefined;
  let version = 0;
  let hasFallen = false;
  const forbidden = new Set<string>();

  const answerLease = (method: string, body: Lease): [number, object] => {
    if (method === 'GET') return lease ? [200, lease] : refusal(404, 'NotFound');
    if (method === 'POST' && lease) return refusal(409, 'AlreadyExists');
    if (method === 'PUT' && lease?.metadata.resourceVersion !== body.metadata.resourceVersion) {
      return refusal(409, 'Conflict');
    }
    version += 1;
    lease = { ...body, metadata: { ...body.metadata, resourceVersion: String(version) } };
    return [200, lease];
  };
  const refusalFor = (pathname: string): [number, object] | undefined => {
    if (hasFallen) return refusal(503, 'ServiceUnavailable');
    const isForbidden = [...forbidden].some((namespace) => pathname.includes(`/namespaces/${namespace}/`));
    return isForbidden ? refusal(403, 'Forbidden') : undefined;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '/' } = request;
    const { pathname, searchParams } = new URL(url, 'http://api');
    const body = await textOf(request);
    const send = ([code, content]: readonly [number, object]): void => {
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    };
    if (pathname.includes('/leases')) return send(answerLease(method, body === '' ? {} : JSON.parse(body)));
    const refused = refusalFor(pathname);
    if (refused !== undefined) return send(refused);
    if (searchParams.has('watch')) {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      return;
    }
    if (method !== 'GET') writes.push(`${method} ${pathname}`);
    if (pathname.includes('/sqllintprofiles/')) return send([200, profile]);
    listed.add(pathname);
    const items = pathname.endsWith('/sqllintprofiles') ? [profile] : [];
    send([200, { kind: 'List', metadata: { resourceVersion: '1' }, items }]);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    listed,
    writes,
    forbid: (namespace) => forbidden.add(namespace),
    fall: () => {
      hasFallen = true;
      server.closeAllConnections();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function refusal(code: number, reason: string): [number, object] {
  return [code, { kind: 'Status', code, reason, message: reason }];
}
