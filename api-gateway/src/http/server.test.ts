import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { defaultSettings, type GatewaySettings } from '../settings.ts';
import { closeServer, createHttpServer, listenOn } from './server.ts';

let server: Server;
let port: number;
let received: number;
let callers: Socket[] = [];

async function open(settings: Partial<GatewaySettings>): Promise<void> {
  received = 0;
  const listener: Parameters<typeof createHttpServer>[0] = (request) => {
    request
      .on('error', () => undefined)
      .on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
  };
  server = createHttpServer(listener, { ...defaultSettings, ...settings });
  port = (await listenOn(server, '127.0.0.1', 0)).port;
}

afterEach(async () => {
  for (const caller of callers) caller.destroy();
  callers = [];
  await closeServer(server, 0);
});

/** A caller that never ends its own side. */
function caller(text: string) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  callers.push(socket);
  let answer = '';
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket
    .on('error', () => undefined)
    .on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
  socket.write(text);
  return { socket, closed, answer: () => answer };
}

function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

async function untilNone(deadlineMs: number): Promise<number> {
  for (const end = Date.now() + deadlineMs; Date.now() < end; await sleep(20)) {
    if ((await connections()) === 0) return 0;
  }
  return await connections();
}

describe('a caller that was answered 408', () => {
  test('loses its connection, also when it keeps its own side open', async () => {
    await open({ headersTimeoutMs: 100 });
    const slow = Array.from({ length: 20 }, () => caller('GET / HTTP/1.1\r\nHost: x\r\nA: '));
    await sleep(100);
    expect(await connections()).toBe(20);
    expect(await untilNone(6_000)).toBe(0);
    for (const { answer } of slow) expect(answer()).toMatch(/^HTTP\/1.1 408 /);
  }, 15_000);

  test('cannot go on with its upload', async () => {
    await open({ headersTimeoutMs: 100, uploadTimeoutMs: 200 });
    const { socket, closed, answer } = caller('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 50);
    await closed;
    clearInterval(drip);
    expect(answer()).toMatch(/^HTTP\/1.1 408 /);
    expect(received).toBeGreaterThan(0);
    expect(await untilNone(1_000)).toBe(0);
  }, 15_000);
});

test('more connections than allowed are closed at once', async () => {
  await open({ maxConnections: 2 });
  caller('');
  caller('');
  while ((await connections()) < 2) await sleep(5);
  const third = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
  await once(third, 'close');
  expect(await connections()).toBe(2);
});

test('a connection on which nothing moves is closed', async () => {
  await open({ connectionIdleMs: 200 });
  const idle = caller('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await untilNone(2_000)).toBe(0);
  idle.socket.destroy();
});
