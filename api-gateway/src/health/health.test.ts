import { afterEach, describe, expect, test } from '@jest/globals';
import { call } from '../testing/calls.ts';
import { type Harness, openHarness, type Parts } from '../testing/harness.ts';
import { healthSchema } from './checks.ts';

let harness: Harness;

afterEach(() => harness.close());

async function openWith(broken: (parts: Parts) => Partial<Parts> = () => ({})): Promise<string> {
  harness = await openHarness({ settings: { healthDeadlineMs: 1000 }, replace: broken });
  return `${harness.url}/api/v1/health`;
}

const fails = async () => {
  throw new Error('connect ECONNREFUSED 10.0.0.1:3306');
};
const hangs = () => new Promise<void>(() => undefined);

describe('health', () => {
  test.each(['', '/live', '/ready', '/workers'])('is good at /health%s when everything answers', async (path) => {
    const answer = await call(`${await openWith()}${path}`);
    expect(answer.status).toBe(200);
    expect(healthSchema.parse(answer.body).status).toBe('healthy');
  });

  test('names database, share and Kubernetes', async () => {
    const { body } = await call(await openWith());
    expect(Object.keys(body.checks)).toEqual(['database', 'share', 'kubernetes']);
  });

  test('counts the runners that are online', async () => {
    const url = await openWith();
    const host = { host: 'node-1', pid: 1, jobId: null, totalTasks: 0 };
    await harness.store.runners.beat({ ...host, runnerId: 'a', engines: 2, currentTasks: ['a.sql', 'b.sql'] });
    await harness.store.runners.beat({ ...host, runnerId: 'b', engines: 1, currentTasks: [] });
    const { body } = await call(`${url}/workers`);
    expect(body.checks.runners).toMatchObject({ status: 'healthy', online: 2, engines: 3, current_tasks: 2 });
  });

  test.each<[string, (parts: Parts) => Partial<Parts>, readonly string[]]>([
    ['database', ({ store }) => ({ store: { ...store, check: fails } }), ['', '/workers']],
    ['database', ({ store }) => ({ store: { ...store, check: hangs } }), ['', '/workers']],
    ['kubernetes', ({ resources }) => ({ resources: { ...resources, check: hangs } }), ['', '/workers']],
    ['share', ({ share }) => ({ share: { ...share, check: fails } }), ['', '/ready']],
    ['share', ({ share }) => ({ share: { ...share, check: hangs } }), ['', '/ready']],
  ])('is 503 without the %s, only where it matters and within its deadline', async (name, broken, affected) => {
    const health = await openWith(broken);
    for (const path of ['', '/live', '/ready', '/workers']) {
      const answer = await call(`${health}${path}`);
      const body = healthSchema.parse(answer.body);
      expect([path, answer.status]).toEqual([path, affected.includes(path) ? 503 : 200]);
      if (affected.includes(path)) expect(body.checks[name]?.status).toBe('unhealthy');
      // Why is for the log, not for strangers.
      expect(JSON.stringify(body)).not.toContain('10.0.0.1');
    }
    expect(harness.logged).toContainEqual(expect.objectContaining({ check: name, msg: 'a health check failed' }));
  });
});
