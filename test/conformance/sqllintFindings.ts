import { type ApiClient, openApiClient } from '../../cli/src/http/apiClient.ts';
import { isFinal, type JobTask, listTasks, listViolations, readJob } from '../../cli/src/http/jobApi.ts';
import { sendUpload } from '../../cli/src/http/sendUpload.ts';
import { collectFiles } from '../../cli/src/submit/collectFiles.ts';
import { followJob } from '../../cli/src/submit/followJob.ts';
import { openSubmission } from '../../cli/src/submit/submission.ts';
import type { Finding, Findings } from './findings.ts';

export interface SqllintOptions {
  readonly server: string;
  readonly dialect: string;
  /** A SqlLintProfile that the server knows; its default when absent. */
  readonly profile?: string;
  /** Absolute path of the folder with the SQL files. */
  readonly corpus: string;
}

/** What a server says of every file of the corpus, sent as one ZIP. */
export async function sqllintFindings(options: SqllintOptions): Promise<Findings> {
  const api = openApiClient(options.server);
  try {
    const jobId = await submit(api, options);
    return await findingsOf(api, jobId);
  } finally {
    api.close();
  }
}

async function submit(api: ApiClient, { corpus, dialect, profile }: SqllintOptions): Promise<string> {
  const { contentType, body, bytes } = await openSubmission(collectFiles([corpus]));
  const accepted = readJob(
    await sendUpload(api, { contentType, body, bytes, choice: { dialect, ...(profile && { profile }) } }),
  );
  const job = await followJob(api, accepted.jobId, () => undefined);
  if (!isFinal(job) || job.files.total === 0) throw new Error(`${job.status}: ${job.errorMessage ?? 'no files'}`);
  return job.jobId;
}

async function findingsOf(api: ApiClient, jobId: string): Promise<Findings> {
  const files = new Map<string, Finding[]>();
  const skipped = new Map<string, string>();
  for await (const task of listTasks(api, jobId)) {
    if (task.status === 'SUCCESS') files.set(task.fileName, []);
    else skipped.set(task.fileName, reasonOf(task));
  }
  for await (const page of listViolations(api, jobId)) {
    for (const { fileName, line, column, code } of page) files.get(fileName)?.push({ line, position: column, code });
  }
  return { files, skipped };
}

function reasonOf({ status, errorCode, errorMessage }: JobTask): string {
  return `${errorCode ?? status} ${errorMessage ?? ''}`.trim();
}
