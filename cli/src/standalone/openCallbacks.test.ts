import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type EmbeddedJobResources, openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import { createLogger } from '@sqllint/core/logging/logger';
import { openStore } from '@sqllint/core/store/open';
import type { Store } from '@sqllint/core/store/types';
import { UsageError } from '../command/commandError.ts';
import { openCallbacks } from './openCallbacks.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
let folder: string;
let jobs: EmbeddedJobResources;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'open-callbacks-'));
  jobs = openEmbeddedJobs({ path: join(folder, 'cluster.db') });
  store = await openStore({ url: `sqlite://${folder}/store.db` });
});
afterEach(async () => {
  jobs.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a setting that cannot be used is named before anything starts', () => {
  const environment = { SQLLINT_CALLBACK_PORTS: 'https' };
  expect(() => openCallbacks({ jobs, store, logger, environment })).toThrow(UsageError);
  expect(() => openCallbacks({ jobs, store, logger, environment })).toThrow(
    /SQLLINT_CALLBACK_PORTS=https: must be ports/,
  );
});

test('the secret of the environment signs, whatever Secret a job names', async () => {
  const signature = Promise.withResolvers<unknown>();
  const server = createServer((request, response) => {
    signature.resolve(request.headers['webhook-signature']);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const environment = {
    SQLLINT_CALLBACK_ALLOW: '127.0.0.1',
    SQLLINT_CALLBACK_ALLOW_HTTP: 'true',
    SQLLINT_CALLBACK_PORTS: String(port),
    SQLLINT_CALLBACK_SECRET: 'sixteen characters',
  };
  const callbacks = openCallbacks({ jobs, store, logger, environment });
  const callback = { url: `http://127.0.0.1:${port}/`, secretRef: { name: 'any' } };
  const spec = { source: { inline: { sql: 'SELECT 1' } }, callback };
  const { metadata } = await jobs.create({ namespace: 'default', name: 'a', spec });
  callbacks.seen(await jobs.applyStatus(metadata, { phase: 'Completed' }));
  callbacks.start();
  expect(await signature.promise).toMatch(/^v1,/);
  await callbacks.stop();
  server.close();
});
