import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { applyJob, finishedJob } from '../jobs.ts';

const name = 'rights';
const counts = { total: 0, blocker: 0, critical: 0, major: 0, minor: 0, info: 0 };

function progressAt(updatedAt: string): object {
  return { progress: { total: 7, succeeded: 7, failed: 0, cached: 0, updatedAt } };
}

/** Writes a status as a runner that someone has taken over would try to. */
async function applyAsRunner(world: World, status: object): Promise<{ exitCode: number; stderr: string }> {
  const { namespace } = world.kubectl;
  const manifest = { apiVersion: 'sqllint.dev/v1', kind: 'SqlLintJob', metadata: { name }, status };
  return await world.kubectl.attempt(
    [
      'apply',
      '--server-side',
      '--force-conflicts',
      '--subresource=status',
      '--field-manager=sqllint-runner',
      `--as=system:serviceaccount:${namespace}:sqllint-runner`,
      '--filename=-',
    ],
    { input: JSON.stringify(manifest) },
  );
}

export const rightsCases: readonly Case[] = [
  {
    name: 'a runner may report progress and change nothing else of a job',
    timeoutMs: 120_000,
    async run(world) {
      await applyJob(world, name, { source: { inline: { sql: 'SELECT 1' } } });
      const before = await finishedJob(world, name, 90_000);
      const allowed = await applyAsRunner(world, progressAt('2100-01-01T00:00:00Z'));
      assert.equal(allowed.exitCode, 0, allowed.stderr);
      for (const forbidden of [
        { verdict: 'Rejected' },
        { phase: 'Failed', ...progressAt('2100-01-01T00:00:01Z') },
        { violations: counts },
        {
          conditions: [
            { type: 'Failed', status: 'True', reason: 'Mine', message: '', lastTransitionTime: '2100-01-01T00:00:00Z' },
          ],
        },
      ]) {
        const { exitCode, stderr } = await applyAsRunner(world, forbidden);
        assert.equal(exitCode, 1, `a runner could write ${JSON.stringify(forbidden)}`);
        assert.match(stderr, /a runner may change status\.progress and nothing else/);
      }
      const after = await finishedJob(world, name, 10_000);
      assert.equal(after.status?.verdict, before.status?.verdict);
      assert.equal(after.status?.phase, before.status?.phase);
    },
  },
  {
    name: 'each service account may do what its part needs, and no more',
    timeoutMs: 60_000,
    async run(world) {
      const can = async (account: string, verb: string, resource: string): Promise<boolean> => {
        const as = `--as=system:serviceaccount:${world.kubectl.namespace}:sqllint-${account}`;
        return (await world.kubectl.attempt(['auth', 'can-i', verb, resource, as])).exitCode === 0;
      };
      for (const account of ['operator', 'gateway', 'runner']) {
        assert.equal(await can(account, 'get', 'sqllintjobs.sqllint.dev'), true);
        for (const [verb, resource] of [
          ['get', 'secrets'],
          ['create', 'pods'],
          ['create', 'pods/exec'],
          ['impersonate', 'serviceaccounts'],
        ] as const) {
          assert.equal(await can(account, verb, resource), false, `${account} can ${verb} ${resource}`);
        }
      }
      assert.equal(await can('gateway', 'create', 'jobs.batch'), false);
      assert.equal(await can('runner', 'list', 'sqllintjobs.sqllint.dev'), false);
      assert.equal(await can('runner', 'patch', 'sqllintjobs.sqllint.dev'), false);
    },
  },
];
