import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Milliseconds that a scrape may still take once the server closes. */
const closeGraceMs = 1_000;

/** `/metrics` on a port of its own, which a Service for callers does not show. */
export async function openMetricsServer(options: {
  readonly registry: Registry;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}): Promise<MetricsServer> {
  const { registry, host, port } = options;
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    answer(registry, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const timer = setTimeout(() => server.closeAllConnections(), closeGraceMs);
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(timer);
    },
  };
}

async function answer(registry: Registry, response: ServerResponse): Promise<void> {
  const text = await registry.metrics();
  response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
}
