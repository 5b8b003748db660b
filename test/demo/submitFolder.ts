import type { ApiClient } from '../../cli/src/http/apiClient.ts';
import { fieldsOf } from '../../cli/src/http/fields.ts';
import { isFinal, readJob } from '../../cli/src/http/jobApi.ts';
import { sendUpload } from '../../cli/src/http/sendUpload.ts';
import { collectFiles } from '../../cli/src/submit/collectFiles.ts';
import { fetchOutcome } from '../../cli/src/submit/fetchOutcome.ts';
import { followJob } from '../../cli/src/submit/followJob.ts';
import type { Outcome } from '../../cli/src/submit/outcome.ts';
import { openSubmission } from '../../cli/src/submit/submission.ts';
import type { DemoFolder } from './submissions.ts';

/** What became of one folder. */
export interface DemoResult {
  readonly folder: DemoFolder;
  readonly outcome: Outcome;
  readonly statistics: DemoStatistics;
  /** Milliseconds from sending the ZIP to the verdict. */
  readonly tookMs: number;
}

export interface DemoStatistics {
  readonly rules: readonly { readonly code: string; readonly rule: string; readonly count: number }[];
  readonly slowest: readonly { readonly file: string; readonly analysisMs: number }[];
}

/** Sends a folder as one ZIP, waits for its verdict, and reads what was found. */
export async function submitFolder(api: ApiClient, folder: DemoFolder): Promise<DemoResult> {
  const started = performance.now();
  const { contentType, body, bytes } = await openSubmission(collectFiles([folder.path]));
  const choice = { dialect: folder.dialect, wait: '60' };
  const answered = readJob(await sendUpload(api, { contentType, body, bytes, choice }));
  const job = isFinal(answered) ? answered : await followJob(api, answered.jobId, () => undefined);
  const tookMs = performance.now() - started;
  const outcome = await fetchOutcome(api, job, (name) => `${folder.name}/${name}`);
  return { folder, outcome, statistics: await fetchStatistics(api, folder, job.jobId), tookMs };
}

async function fetchStatistics(api: ApiClient, folder: DemoFolder, jobId: string): Promise<DemoStatistics> {
  const fields = fieldsOf(await api.json({ method: 'GET', path: `/jobs/${jobId}/statistics` }));
  return {
    rules: fields.list('by_rule').map((rule) => ({
      code: rule.text('code'),
      rule: rule.textOrNull('rule') ?? '',
      count: rule.number('count'),
    })),
    slowest: fields.list('slowest_files').map((file) => ({
      file: `${folder.name}/${file.text('file_name')}`,
      analysisMs: file.number('analysis_ms'),
    })),
  };
}
