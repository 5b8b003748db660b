import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadKubeConfig } from '@sqllint/core/cluster/kubernetes/loadKubeConfig';
import { readConfig } from '@sqllint/core/config/readConfig';
import { pino } from 'pino';
import { gatewayConfigSchema } from './config.ts';
import { runOnKubernetes } from './runOnKubernetes.ts';
import { call, expectProblem, postJson } from './testing/calls.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gateway-main-'));
  await mkdir(join(dir, 'submissions'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function environment(): Record<string, string> {
  return {
    SQLLINT_HOST: '127.0.0.1',
    SQLLINT_PORT: '0',
    SQLLINT_METRICS_PORT: '0',
    SQLLINT_NAMESPACE: 'team-a',
    SQLLINT_SHARE_DIR: dir,
    // Nothing listens on port 1.
    SQLLINT_DATABASE_URL: 'mysql://user:hidden@127.0.0.1:1/sqllint',
  };
}

/** Writes a kubeconfig whose server does not answer. */
async function kubeConfigOfNowhere(): Promise<string> {
  const path = join(dir, 'kubeconfig');
  const kubeConfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'nowhere', cluster: { server: 'http://127.0.0.1:1' } }],
    users: [{ name: 'nobody', user: { token: 'x' } }],
    contexts: [{ name: 'default', context: { cluster: 'nowhere', user: 'nobody' } }],
    'current-context': 'default',
  };
  await writeFile(path, JSON.stringify(kubeConfig));
  return path;
}

describe('the gateway on Kubernetes', () => {
  test('starts while neither database nor Kubernetes answer, and says so to every caller', async () => {
    const running = await runOnKubernetes({
      config: readConfig(gatewayConfigSchema, environment()),
      logger: pino({ level: 'silent' }),
      kubeConfig: loadKubeConfig(await kubeConfigOfNowhere()),
    });
    try {
      const api = `${running.url}/api/v1`;
      expect((await call(`${api}/health/live`)).status).toBe(200);
      expect((await call(`${api}/health/ready`)).status).toBe(200);
      const health = await call(`${api}/health`);
      expect(health).toMatchObject({
        status: 503,
        body: { checks: { share: { status: 'healthy' }, database: { status: 'unhealthy' } } },
      });
      const submission = await postJson(`${api}/jobs`, { sql_content: 'SELECT 1' });
      expectProblem(submission, 503, 'UNAVAILABLE');
      expect(submission.headers.has('retry-after')).toBe(true);
      const metrics = await call(`http://127.0.0.1:${running.metricsPort}/metrics`);
      expect(metrics.body).toContain('sql_linting_request_duration_seconds_count');
      expect(metrics.body).toContain('process_cpu_user_seconds_total');
      expect((await call(`http://127.0.0.1:${running.metricsPort}/`)).status).toBe(404);
    } finally {
      await running.stop();
    }
  });

  test('ends cleanly on SIGTERM', async () => {
    const program = join(import.meta.dirname, 'main.ts');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      env: { ...environment(), KUBECONFIG: await kubeConfigOfNowhere() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    for await (const line of createInterface(child.stderr)) {
      if (line.includes('gateway started')) child.kill('SIGTERM');
      expect(line).not.toContain('hidden');
    }
    await expect(exited).resolves.toEqual([0, null]);
  });

  test('names every setting that is missing, and starts nothing', async () => {
    const program = join(import.meta.dirname, 'main.ts');
    const child = spawn(process.execPath, [program], {
      env: { SQLLINT_PORT: 'x' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    let said = '';
    for await (const chunk of child.stderr) said += String(chunk);
    expect(said).toMatch(/SQLLINT_NAMESPACE is missing/);
    expect(said).toMatch(/SQLLINT_PORT=x/);
    await expect(exited).resolves.toEqual([1, null]);
  });
});
