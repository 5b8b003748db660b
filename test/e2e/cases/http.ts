import assert from 'node:assert/strict';
import type { Case } from '../case.ts';
import { expectEachFileOnce, finishedOverHttp } from '../jobs.ts';
import { sampleFiles, zipOf } from '../sampleSql.ts';

interface Accepted {
  readonly job_id: string;
}

interface ResultFile {
  readonly violations: readonly { readonly code: string; readonly line_no: number }[];
  readonly file_info: { readonly file_name: string };
}

export const httpCases: readonly Case[] = [
  {
    name: 'POST /jobs with one SQL text reaches COMPLETED with a result',
    timeoutMs: 60_000,
    async run(world) {
      const { status, body } = await world.gateway.post<Accepted>('/api/v1/jobs', {
        sql_content: `SELECT  a from b where c='${world.salt}-http'`,
      });
      assert.equal(status, 202);
      const job = await finishedOverHttp(world, body.job_id);
      assert.equal(job.job_status, 'COMPLETED');
      assert.equal(job.submission_type, 'SINGLE_FILE');
      const task = job.sub_tasks.items[0];
      const result = await world.gateway.get<ResultFile>(`/api/v1/tasks/${task?.task_id}/result`);
      assert.equal(result.status, 200);
      assert.ok(result.body.violations.some((violation) => violation.code === 'LT01'));
      assert.equal(result.body.file_info.file_name, task?.file_name);
    },
  },
  {
    name: 'POST /jobs/upload streams a ZIP to the share and lints it',
    timeoutMs: 90_000,
    async run(world) {
      const zip = await zipOf(sampleFiles(10, `${world.salt}-upload`));
      const { status, body } = await world.gateway.upload<Accepted>('上线脚本.zip', zip, { dialect: 'mysql' });
      assert.equal(status, 202, JSON.stringify(body));
      const job = await finishedOverHttp(world, body.job_id);
      assert.equal(job.job_status, 'COMPLETED');
      assert.equal(job.submission_type, 'ZIP_ARCHIVE');
      await expectEachFileOnce(world, body.job_id, 10);
    },
  },
  {
    name: 'POST /jobs with a zip_file_path of the share lints it',
    timeoutMs: 90_000,
    async run(world) {
      await world.putOnShare('archives/by-path.zip', await zipOf(sampleFiles(5, `${world.salt}-path`)));
      const { status, body } = await world.gateway.post<Accepted>('/api/v1/jobs', {
        zip_file_path: 'archives/by-path.zip',
      });
      assert.equal(status, 202, JSON.stringify(body));
      const job = await finishedOverHttp(world, body.job_id);
      assert.equal(job.job_status, 'COMPLETED');
      await expectEachFileOnce(world, body.job_id, 5);
    },
  },
  {
    name: 'a submission that is known already is settled without an analysis',
    timeoutMs: 90_000,
    async run(world) {
      const zip = await zipOf(sampleFiles(10, `${world.salt}-upload`));
      const { body } = await world.gateway.upload<Accepted>('again.zip', zip, { dialect: 'mysql' });
      const job = await finishedOverHttp(world, body.job_id);
      assert.equal(job.job_status, 'COMPLETED');
      const [row] = await world.query<{ cached: number }>(
        'select coalesce(sum(cached), 0) as cached from linting_tasks where job_id = ?',
        [body.job_id],
      );
      assert.equal(Number(row?.cached), 10);
    },
  },
];
