import assert from 'node:assert/strict';
import type { Case } from '../case.ts';
import { applyJob, condition, expectEachFileOnce, finishedJob } from '../jobs.ts';
import { sampleFiles, zipOf } from '../sampleSql.ts';

export const sourceCases: readonly Case[] = [
  {
    name: 'a SqlLintJob with inline SQL is judged',
    timeoutMs: 60_000,
    async run(world) {
      await applyJob(world, 'inline-sql', {
        source: { inline: { sql: `SELECT a FROM b WHERE c = '${world.salt}'\n` } },
      });
      const job = await finishedJob(world, 'inline-sql');
      assert.equal(job.status?.phase, 'Completed');
      assert.equal(job.status?.verdict, 'Passed');
      assert.equal(condition(job, 'Complete')?.status, 'True');
      await expectEachFileOnce(world, String(job.status?.jobId), 1);
    },
  },
  {
    name: 'a SqlLintJob with SQL that does not parse is rejected',
    timeoutMs: 60_000,
    async run(world) {
      await applyJob(world, 'unparsable', { source: { inline: { sql: `SELECT FROM WHERE '${world.salt}' (\n` } } });
      const job = await finishedJob(world, 'unparsable');
      assert.equal(job.status?.phase, 'Completed');
      assert.equal(job.status?.verdict, 'Rejected');
    },
  },
  {
    name: 'a SqlLintJob with a file of the share is judged',
    timeoutMs: 60_000,
    async run(world) {
      await world.putOnShare('archives/one.sql', Buffer.from(`select 1 as one_${world.salt};\n`));
      await applyJob(world, 'file', { source: { file: { path: 'archives/one.sql' } }, dialect: 'postgres' });
      const job = await finishedJob(world, 'file');
      assert.equal(job.status?.phase, 'Completed');
      await expectEachFileOnce(world, String(job.status?.jobId), 1);
    },
  },
  {
    name: 'a SqlLintJob with a ZIP of the share has one task for each file',
    timeoutMs: 90_000,
    async run(world) {
      await world.putOnShare('archives/nightly.zip', await zipOf(sampleFiles(12, `${world.salt}-nightly`)));
      await applyJob(world, 'archive', { source: { archive: { path: 'archives/nightly.zip' } } });
      const job = await finishedJob(world, 'archive');
      assert.equal(job.status?.phase, 'Completed');
      assert.deepEqual(
        {
          total: job.status?.progress?.total,
          succeeded: job.status?.progress?.succeeded,
          failed: job.status?.progress?.failed,
        },
        { total: 12, succeeded: 12, failed: 0 },
      );
      assert.ok((job.status?.violations?.total ?? 0) > 12);
      await expectEachFileOnce(world, String(job.status?.jobId), 12);
    },
  },
  {
    name: 'a SqlLintJob with a ConfigMap takes every *.sql key as a file',
    timeoutMs: 60_000,
    async run(world) {
      await world.kubectl.apply({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'my-sql' },
        data: {
          'a.sql': `select 1 as a_${world.salt};\n`,
          'b.sql': `select 2 as b_${world.salt};\n`,
          readme: 'not SQL',
        },
      });
      await applyJob(world, 'configmap', { source: { configMap: { name: 'my-sql' } } });
      const job = await finishedJob(world, 'configmap');
      assert.equal(job.status?.phase, 'Completed');
      await expectEachFileOnce(world, String(job.status?.jobId), 2);
    },
  },
  {
    name: 'kubectl get slj shows phase, verdict, files, violations and age',
    timeoutMs: 20_000,
    async run(world) {
      const [header = '', ...rows] = (await world.kubectl.run(['get', 'slj'])).split('\n');
      assert.deepEqual(header.trim().split(/\s+/), ['NAME', 'PHASE', 'VERDICT', 'FILES', 'VIOLATIONS', 'AGE']);
      const row = rows.find((line) => line.startsWith('archive '));
      assert.match(row ?? '', /^archive\s+Completed\s+(Passed|Rejected)\s+12\s+\d+\s+\d+[smh]/);
      const events = await world.kubectl.run(['get', 'events', '--field-selector', 'involvedObject.name=archive']);
      assert.match(events, /sqllintjob\/archive/);
    },
  },
  {
    name: 'the examples of the documentation complete',
    timeoutMs: 120_000,
    async run(world) {
      await world.putOnShare('archives/nightly.zip', await zipOf(sampleFiles(3, `${world.salt}-example`)));
      await world.kubectl.run(['apply', '--filename', 'docs/examples']);
      for (const name of ['inline', 'release-42', 'nightly', 'with-profile']) {
        assert.equal((await finishedJob(world, name)).status?.phase, 'Completed', name);
      }
    },
  },
];
