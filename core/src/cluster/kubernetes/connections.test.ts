import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ClusterConfig } from './clusterConfig.ts';
import { openKubernetesApi } from './kubernetesApi.ts';
import { linesOf } from './linesOf.ts';
import { podConfig } from './podConfig.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

/** A server that tells which connection asked, and as whom. */
async function serve(answer: (response: ServerResponse) => void = (response) => response.end('{}')) {
  const asked: { readonly port: number | undefined; readonly authorization: string | undefined }[] = [];
  const server: Server = createServer((request, response) => {
    asked.push({ port: request.socket.remotePort, authorization: request.headers.authorization });
    request.resume().once('end', () => answer(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function configOf(url: string, token: () => string = () => 'secret'): ClusterConfig {
  return {
    getCurrentCluster: () => ({ name: 'test', server: url, skipTLSVerify: false }),
    getCurrentContext: () => 'test',
    getContextObject: () => null,
    applyToHTTPSOptions: async (options) => {
      options.headers = { Authorization: `Bearer ${token()}` };
    },
  };
}

describe('connections to the API', () => {
  test('are used again, one request after the other', async () => {
    const { asked, url } = await serve();
    const api = openKubernetesApi({ kubeConfig: Promise.resolve(configOf(url)) });
    for (let n = 0; n < 5; n += 1) await api.request({ method: 'POST', path: '/a', body: { n } });
    expect(new Set(asked.map(({ port }) => port)).size).toBe(1);
    expect(asked[0]?.authorization).toBe('Bearer secret');
  });

  test('are made anew with new credentials after the old ones were refused', async () => {
    const tokens = ['token-1', 'token-2'];
    const { asked, url } = await serve((response) => response.writeHead(asked.length === 1 ? 401 : 200).end('{}'));
    const api = openKubernetesApi({ kubeConfig: configOf(url, () => tokens.shift() ?? 'none') });
    await expect(api.request({ method: 'GET', path: '/a' })).rejects.toThrow('401');
    await api.request({ method: 'GET', path: '/a' });
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test('that the server has closed while they were idle do not fail a read', async () => {
    const { server, url } = await serve();
    const api = openKubernetesApi({ kubeConfig: configOf(url) });
    await api.request({ method: 'GET', path: '/a' });
    server.closeIdleConnections();
    await expect(api.request({ method: 'GET', path: '/a' })).resolves.toEqual({});
  });

  test('are not used up by watches', async () => {
    const { url } = await serve((response) => response.write('{"type":"BOOKMARK"}\n'));
    const api = openKubernetesApi({ kubeConfig: configOf(url) });
    const stopped = new AbortController();
    undo.push(() => stopped.abort());
    const first = Array.from({ length: 100 }, () => api.stream('/a', {}, stopped.signal).next());
    await expect(Promise.all(first)).resolves.toHaveLength(100);
  });
});

describe('lines of a stream', () => {
  async function* chunksOf(bytes: Buffer, size: number) {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  }

  test.each([1, 2, 3, 7, 1000])('are whole, whatever pieces of %d bytes they come in', async (size) => {
    const lines: string[] = [];
    for await (const line of linesOf(chunksOf(Buffer.from('{"a":"数据"}\n\r\n{"b":"😀"}\n{"c":3}'), size)))
      lines.push(line);
    expect(lines).toEqual(['{"a":"数据"}', '{"b":"😀"}', '{"c":3}']);
  });
});

describe('the account of a pod', () => {
  const inPod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };

  function accountFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'account-'));
    undo.push(() => rmSync(folder, { recursive: true }));
    for (const [file, text] of Object.entries({ token: 'first\n', 'ca.crt': 'CA', namespace: 'team-a\n' })) {
      writeFileSync(join(folder, file), text);
    }
    return folder;
  }

  test('names the API, its authority and the namespace, and has the token of the moment', async () => {
    const folder = accountFolder();
    const config = podConfig(inPod, folder);
    expect(config?.getCurrentCluster()?.server).toBe('https://10.0.0.1:443');
    expect(config?.getContextObject(config.getCurrentContext())?.namespace).toBe('team-a');
    const options: Parameters<ClusterConfig['applyToHTTPSOptions']>[0] = {};
    await config?.applyToHTTPSOptions(options);
    expect(options).toMatchObject({ ca: Buffer.from('CA'), headers: { Authorization: 'Bearer first' } });
    writeFileSync(join(folder, 'token'), 'second');
    await config?.applyToHTTPSOptions(options);
    expect(options.headers).toEqual({ Authorization: 'Bearer second' });
  });

  test('may be reached by an IPv6 address', () => {
    const config = podConfig({ ...inPod, KUBERNETES_SERVICE_HOST: 'fd00::1' }, accountFolder());
    expect(config?.getCurrentCluster()?.server).toBe('https://[fd00::1]:443');
  });

  test.each([
    ['outside a cluster', {}, accountFolder],
    ['without a token', inPod, () => '/nowhere'],
  ])('is not there %s', (_, environment, folder) => {
    expect(podConfig(environment, folder())).toBeUndefined();
  });
});
