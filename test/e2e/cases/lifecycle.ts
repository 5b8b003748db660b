import assert from 'node:assert/strict';
import type { Case } from '../case.ts';
import { applyJob, condition, finishedJob, getJob, inTheMiddle } from '../jobs.ts';
import { sampleFiles, zipOf } from '../sampleSql.ts';
import { waitFor } from '../waiting.ts';

export const lifecycleCases: readonly Case[] = [
  {
    name: 'a cancelled job ends as Cancelled and its pods leave',
    timeoutMs: 120_000,
    async run(world) {
      await world.putOnShare('archives/cancelled.zip', await zipOf(sampleFiles(300, `${world.salt}-cancelled`)));
      await applyJob(world, 'cancelled', { source: { archive: { path: 'archives/cancelled.zip' } }, parallelism: 1 });
      const jobId = await inTheMiddle(world, 'cancelled', 1);
      await world.kubectl.run([
        'patch',
        'slj',
        'cancelled',
        '--type',
        'merge',
        '--patch',
        '{"spec":{"cancelled":true}}',
      ]);
      const job = await finishedJob(world, 'cancelled');
      assert.equal(job.status?.phase, 'Cancelled');
      const open = await world.query(
        "select task_id from linting_tasks where job_id = ? and status in ('PENDING', 'IN_PROGRESS') limit 1",
        [jobId],
      );
      assert.deepEqual(open, [], 'no task stays open');
      await waitFor(
        'the pods of the cancelled job to leave',
        async () => ((await world.cluster.runningPods('sqllint.dev/job=cancelled')).length === 0 ? true : undefined),
        { timeoutMs: 60_000 },
      );
    },
  },
  {
    name: 'a suspended job waits without pods, and runs when it is resumed',
    timeoutMs: 120_000,
    async run(world) {
      await applyJob(world, 'suspended', {
        source: { inline: { sql: `SELECT 1 AS a_${world.salt}\n` } },
        suspend: true,
      });
      const waiting = await waitFor(
        'the Queued condition',
        async () => {
          const job = await getJob(world, 'suspended');
          return condition(job, 'Queued')?.status === 'True' ? job : undefined;
        },
        { timeoutMs: 30_000 },
      );
      assert.equal(waiting.status?.phase, 'Accepted');
      assert.deepEqual(await world.cluster.runningPods('sqllint.dev/job=suspended'), []);
      await world.kubectl.run([
        'patch',
        'slj',
        'suspended',
        '--type',
        'merge',
        '--patch',
        '{"spec":{"suspend":false}}',
      ]);
      assert.equal((await finishedJob(world, 'suspended')).status?.phase, 'Completed');
    },
  },
  {
    name: 'a finished job is deleted after its time to live, and its history stays',
    timeoutMs: 90_000,
    async run(world) {
      const { status, body } = await world.gateway.post<{ job_id: string }>('/api/v1/jobs', {
        sql_content: `SELECT 1 AS ttl_${world.salt}\n`,
      });
      assert.equal(status, 202);
      await finishedJob(world, body.job_id);
      await world.kubectl.run([
        'patch',
        'slj',
        body.job_id,
        '--type',
        'merge',
        '--patch',
        '{"spec":{"ttlSecondsAfterFinished":1}}',
      ]);
      await waitFor(
        'the resource to be deleted',
        async () => ((await world.kubectl.attempt(['get', 'slj', body.job_id])).exitCode === 0 ? undefined : true),
        { timeoutMs: 60_000 },
      );
      assert.equal((await world.gateway.job(body.job_id)).job_status, 'COMPLETED');
    },
  },
  {
    name: 'the spec is immutable but for its levers',
    timeoutMs: 30_000,
    async run(world) {
      const patch = (spec: object) =>
        world.kubectl.attempt(['patch', 'slj', 'inline-sql', '--type', 'merge', '--patch', JSON.stringify({ spec })]);
      const refused = await patch({ dialect: 'postgres' });
      assert.notEqual(refused.exitCode, 0);
      assert.match(refused.stderr, /spec\.dialect is immutable/);
      assert.equal((await patch({ priority: 5 })).exitCode, 0);
      const both = await world.kubectl.attempt(['create', '--filename', '-'], {
        input: JSON.stringify({
          apiVersion: 'sqllint.dev/v1',
          kind: 'SqlLintJob',
          metadata: { name: 'two-sources' },
          spec: { source: { inline: { sql: 'SELECT 1' }, configMap: { name: 'my-sql' } } },
        }),
      });
      assert.match(both.stderr, /exactly one of archive, file, inline and configMap/);
    },
  },
];
