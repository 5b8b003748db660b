import { createServer, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { closeServer, listenOn } from './server.ts';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

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
  const address = await listenOn(server, host, port);
  return { port: address.port, close: () => closeServer(server, 1000) };
}

async function answer(registry: Registry, response: ServerResponse): Promise<void> {
  const text = await registry.metrics();
  response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
}
