import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { applyJob, condition, finishedJob, type JobResource } from '../jobs.ts';
import { applyProfile, becomes } from '../profiles.ts';

interface Problem {
  readonly detail?: string;
}

interface ProfileList {
  readonly profiles: readonly { readonly name: string; readonly valid: boolean; readonly message: string | null }[];
}

export const profileCases: readonly Case[] = [
  {
    name: 'a SqlLintProfile decides settings, severities and gate of the jobs that name it',
    timeoutMs: 120_000,
    async run(world) {
      const gate = { maxViolations: { Critical: 0 } };
      await applyProfile(world, 'narrow', {
        rules: ['LT05'],
        config: { max_line_length: 40 },
        severities: { LT05: 'Critical' },
        gate,
      });
      await becomes(world, 'narrow', 'True');
      const sql = `SELECT customer_id FROM orders_${world.salt} WHERE id = 1\n`;
      await applyJob(world, 'held-to-narrow', { source: { inline: { sql } }, profile: 'narrow' });
      await applyJob(world, 'held-to-default', { source: { inline: { sql } }, rules: ['LT05'] });

      const narrow = await finishedJob(world, 'held-to-narrow');
      assert.equal(narrow.status?.phase, 'Completed');
      assert.equal(narrow.status?.verdict, 'Rejected');
      assert.deepEqual(await found(world, narrow), [{ code: 'LT05', severity: 'Critical' }]);
      const byDefault = await finishedJob(world, 'held-to-default');
      assert.equal(byDefault.status?.verdict, 'Passed');
      assert.deepEqual(await found(world, byDefault), []);
    },
  },
  {
    name: 'a SqlLintProfile that cannot be used says why, and fails the jobs that name it',
    timeoutMs: 120_000,
    async run(world) {
      const reason = /spec\.dialect "mysq" is unknown; did you mean "mysql"\?/;
      const source = { inline: { sql: 'SELECT 1\n' } };
      await applyProfile(world, 'unusable', { dialect: 'mysq', config: { library_path: '/etc' } });
      assert.match(await becomes(world, 'unusable', 'False'), reason);
      assert.match(await becomes(world, 'unusable', 'False'), /spec\.config: .*library_path/);

      await applyJob(world, 'held-to-unusable', { source, profile: 'unusable' });
      const job = await finishedJob(world, 'held-to-unusable');
      assert.equal(job.status?.phase, 'Failed');
      assert.equal(condition(job, 'Failed')?.reason, 'InvalidProfile');
      assert.match(condition(job, 'Failed')?.message ?? '', reason);
      const refused = await world.gateway.post<Problem>('/api/v1/jobs', {
        sql_content: 'SELECT 1\n',
        profile: 'unusable',
      });
      assert.equal(refused.status, 400);
      assert.match(refused.body.detail ?? '', reason);
      const { body } = await world.gateway.get<ProfileList>('/api/v1/profiles');
      assert.match(body.profiles.find(({ name }) => name === 'unusable')?.message ?? '', reason);

      await applyJob(world, 'held-to-nothing', { source, profile: 'unusabel' });
      const missing = await finishedJob(world, 'held-to-nothing');
      assert.equal(condition(missing, 'Failed')?.reason, 'ProfileNotFound');
      assert.match(condition(missing, 'Failed')?.message ?? '', /"unusabel" does not exist; did you mean "unusable"/);

      await applyProfile(world, 'unusable', { dialect: 'mysql' });
      await becomes(world, 'unusable', 'True');
      const [header = '', ...rows] = (await world.kubectl.run(['get', 'slp'])).split('\n');
      assert.deepEqual(header.trim().split(/\s+/), ['NAME', 'DIALECT', 'VALID', 'AGE']);
      assert.match(rows.find((line) => line.startsWith('unusable ')) ?? '', /^unusable\s+mysql\s+True\s+\d+[smh]/);
    },
  },
];

function found(world: World, job: JobResource) {
  return world.query<{ code: string; severity: string }>(
    `select distinct v.code, v.severity from lint_violations v
       join linting_tasks t on t.result_key = v.result_key where t.job_id = ?`,
    [String(job.status?.jobId)],
  );
}
