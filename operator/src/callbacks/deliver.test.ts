import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parseAllowedTargets } from './allowedTargets.ts';
import { deliver } from './deliver.ts';
import { guardTarget, type Lookup } from './targetGuard.ts';

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function send(
  port: number,
  options: {
    readonly host?: string;
    readonly allow?: string;
    readonly lookup?: Lookup;
    readonly timeoutMs?: number;
  } = {},
): Promise<number> {
  const { host = '127.0.0.1', allow = '127.0.0.1', lookup, timeoutMs = 5000 } = options;
  const rules = { allowed: parseAllowedTargets(allow), allowHttp: true, ports: [port] };
  const target = guardTarget(`http://${host}:${port}/hook?token=t`, rules, lookup);
  return await deliver({ target, headers: { 'webhook-id': 'm' }, body: '{"a":"订"}', timeoutMs });
}

const serving = (listener: RequestListener) => listen(createServer(listener));

describe('a request', () => {
  test('brings body and headers, and yields the status of the answer', async () => {
    const received: unknown[] = [];
    const port = await serving(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method, url, headers } = request;
      received.push([method, url, headers['content-type'], headers['webhook-id'], Buffer.concat(chunks).toString()]);
      response.writeHead(202).end('thanks');
    });
    expect(await send(port)).toBe(202);
    expect(received).toEqual([['POST', '/hook?token=t', 'application/json', 'm', '{"a":"订"}']]);
  });

  test('follows no redirect', async () => {
    const seen: (string | undefined)[] = [];
    const port = await serving((request, response) => {
      seen.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await send(port)).toBe(307);
    expect(seen).toEqual(['/hook?token=t']);
  });

  test('is over with the status when the body never ends', async () => {
    let sent = 0;
    const port = await serving((_, response) => {
      response.writeHead(200);
      const pour = (): void => {
        sent += 65_536;
        if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(pour));
      };
      pour();
    });
    expect(await send(port)).toBe(200);
    expect(sent).toBeLessThan(64 * 1024 ** 2);
  });

  test('counts as answered when only the body hangs', async () => {
    const port = await serving((_, response) => response.writeHead(200, { 'content-length': 10 }).write('a'));
    expect(await send(port, { timeoutMs: 300 })).toBe(200);
  });

  test('to a receiver that hangs ends with its time', async () => {
    const port = await serving(() => undefined);
    await expect(send(port, { timeoutMs: 200 })).rejects.toThrow('There was no answer within 0.2 s.');
  });

  test('to a receiver that is slow to finish its headers ends with its time too', async () => {
    const port = await listen(
      createTcpServer((socket) => {
        const drip = setInterval(() => socket.write('H'), 20);
        socket.on('error', () => undefined).on('close', () => clearInterval(drip));
        socket.write('HTTP/1.1 200 OK\r\nx: ');
      }),
    );
    await expect(send(port, { timeoutMs: 300 })).rejects.toThrow('There was no answer');
  });

  test('to what speaks something else fails', async () => {
    const port = await listen(createTcpServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-x\r\n')));
    await expect(send(port)).rejects.toThrow(/Parse Error|ECONNRESET|socket hang up/);
  });

  test('goes where the checked address is, although the name leads elsewhere a moment later', async () => {
    const port = await serving((_, response) => response.end());
    let asked = 0;
    const rebinding: Lookup = (_host, _options, done) => {
      asked += 1;
      done(null, [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    };
    expect(await send(port, { host: 'hooks.example.com', lookup: rebinding })).toBe(200);
    expect(asked).toBe(1);
  });

  test('never reaches a server that its name hides', async () => {
    let reached = 0;
    const port = await serving((_, response) => {
      reached += 1;
      response.end();
    });
    const hiding: Lookup = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
    const sending = send(port, { host: 'hooks.example.com', allow: '', lookup: hiding });
    await expect(sending).rejects.toMatchObject({ name: 'TargetRefusedError' });
    await expect(send(port, { host: 'localhost', allow: '' })).rejects.toMatchObject({ name: 'TargetRefusedError' });
    expect(reached).toBe(0);
  });
});
