import { type JobId, newJobId } from '@sqllint/core/job/ids';
import { SharePathError } from '@sqllint/core/share/errors';
import type { GatewayContext } from '../context.ts';
import { fieldProblem, parseFields } from '../errors/parseFields.ts';
import { Problem } from '../errors/problem.ts';
import { readJson } from '../http/readJson.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { answerSubmission, type ReadySubmission } from './answerSubmission.ts';
import { checkProfile } from './checkProfile.ts';
import { newJob } from './newJob.ts';
import { readSubmission, type Submission } from './readSubmission.ts';
import { type SubmissionOptions, waitSchema } from './schema.ts';

/** `POST /jobs` with `sql_content` or `zip_file_path`. */
export function postJobs(context: GatewayContext): RouteDefinition {
  const { maxJsonBytes: maxBytes, jsonTimeoutMs: timeoutMs } = context.settings;
  return {
    path: '/jobs',
    async post(request, response) {
      const { wait } = parseFields(waitSchema, request.query);
      const jobId = newJobId();
      await context.intake.admit(jobId, async () => {
        const submission = readSubmission(await readJson(request, { maxBytes, timeoutMs }));
        await checkProfile(submission.options, context);
        if (submission.options.user_id) response.locals.userId = submission.options.user_id;
        await answerSubmission(context, response, await prepare(context, jobId, submission, wait));
      });
    },
  };
}

async function prepare(
  context: GatewayContext,
  jobId: JobId,
  { source, options }: Submission,
  waitSeconds: number,
): Promise<ReadySubmission> {
  return source.kind === 'text'
    ? await prepareText(context, jobId, source.sql, options, waitSeconds)
    : await prepareArchive(context, jobId, source.path, options, waitSeconds);
}

async function prepareText(
  { namespace, share, settings }: GatewayContext,
  jobId: JobId,
  sql: string,
  options: SubmissionOptions,
  waitSeconds: number,
): Promise<ReadySubmission> {
  const { path, sha256 } = await share.writeSubmission({
    name: jobId,
    extension: 'sql',
    content: Buffer.from(sql, 'utf8'),
    maxBytes: settings.maxUploadBytes,
  });
  // The text arrived as Unicode and is stored as UTF-8, whatever encoding it once had; `auto` reads that, and shares
  // its results with equal files of archives.
  const chosen = { ...options, encoding: 'auto' };
  const job = newJob({ jobId, namespace, source: { file: { path, sha256 } }, chosen });
  return { jobId, job, written: path, waitSeconds };
}

async function prepareArchive(
  { namespace, share }: GatewayContext,
  jobId: JobId,
  path: string,
  chosen: SubmissionOptions,
  waitSeconds: number,
): Promise<ReadySubmission> {
  await share.resolve(path).catch((error: unknown) => {
    throw error instanceof SharePathError ? archiveProblem(path, error) : error;
  });
  const job = newJob({ jobId, namespace, source: { archive: { path } }, chosen });
  return { jobId, job, written: undefined, waitSeconds };
}

function archiveProblem(path: string, error: SharePathError): Problem {
  const remedy = "name a ZIP below the namespace's folder on the share, for instance archives/nightly.zip";
  const { errors = [] } = fieldProblem('zip_file_path', path, remedy);
  return new Problem('INVALID_REQUEST', `${error.message} For zip_file_path, ${remedy}.`, { errors, cause: error });
}
