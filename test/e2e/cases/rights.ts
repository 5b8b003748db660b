import assert from 'node:assert/strict';
import type { Case } from '../case.ts';
import { applyJob, finishedJob, getJob } from '../jobs.ts';
import { StolenToken } from '../stolenToken.ts';
import { waitFor } from '../waiting.ts';

export const rightsCases: readonly Case[] = [
  {
    name: "a runner's token may write progress and nothing else",
    timeoutMs: 90_000,
    async run(world) {
      // Unfinished: of a job that is over, the CRD itself refuses another phase, whoever asks.
      const source = { inline: { sql: `SELECT 1 AS rights_${world.salt}\n` } };
      await applyJob(world, 'rights', { source, suspend: true });
      const accepted = async () => (await getJob(world, 'rights')).status?.phase;
      assert.equal(await waitFor('the phase', accepted, { timeoutMs: 30_000 }), 'Accepted');
      const token = await StolenToken.of(world.kubectl, 'sqllint-runner', world.kubeconfig);
      const namespace = `/namespaces/${world.kubectl.namespace}`;
      const job = `/apis/sqllint.dev/v1${namespace}/sqllintjobs/rights`;
      const progress = { total: 1, succeeded: 1, failed: 0, cached: 0, updatedAt: new Date().toISOString() };
      assert.equal((await token.send('PATCH', `${job}/status`, { status: { progress } })).status, 200);
      for (const status of [
        { phase: 'Failed' },
        { verdict: 'Rejected' },
        { progress, jobId: 'job-x' },
        { conditions: [] },
      ]) {
        const answer = await token.send('PATCH', `${job}/status`, { status });
        assert.ok(answer.status === 403 || answer.status === 422, `${JSON.stringify(status)}: ${answer.status}`);
        assert.match(answer.message, /a runner may change status\.progress and nothing else/);
      }
      const refused: readonly (readonly [string, string])[] = [
        ['PATCH', job],
        ['DELETE', job],
        ['GET', `/apis/sqllint.dev/v1${namespace}/sqllintjobs`],
        ['GET', `/apis/sqllint.dev/v1${namespace}/sqllintprofiles`],
        ['GET', `/api/v1${namespace}/secrets`],
        ['GET', `/api/v1${namespace}/pods`],
        ['POST', `/apis/batch/v1${namespace}/jobs`],
      ];
      for (const [method, path] of refused) {
        assert.equal(
          (await token.send(method, path, method === 'GET' ? undefined : {})).status,
          403,
          `${method} ${path}`,
        );
      }
      // Cases after this one look whether every job has an end.
      await world.kubectl.run(['patch', 'slj', 'rights', '--type', 'merge', '--patch', '{"spec":{"suspend":false}}']);
      await finishedJob(world, 'rights');
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
      assert.equal(await can('gateway', 'get', 'sqllintprofiles.sqllint.dev'), true);
      assert.equal(await can('gateway', 'create', 'sqllintprofiles.sqllint.dev'), false);
      assert.equal(await can('operator', 'delete', 'sqllintprofiles.sqllint.dev'), false);
      assert.equal(await can('runner', 'list', 'sqllintjobs.sqllint.dev'), false);
      assert.equal(await can('runner', 'patch', 'sqllintjobs.sqllint.dev'), false);
    },
  },
];
