import { isDisplayName } from '@sqllint/core/job/displayName';
import { type JobId, newJobId } from '@sqllint/core/job/ids';
import type { WrittenSubmission } from '@sqllint/core/share/openShare';
import type { Request } from 'express';
import type { GatewayContext } from '../context.ts';
import { parseFields } from '../errors/parseFields.ts';
import { Problem } from '../errors/problem.ts';
import { parseMediaType } from '../http/mediaType.ts';
import { refuseCompressed, tooLarge } from '../http/readBody.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { answerSubmission } from './answerSubmission.ts';
import { checkProfile } from './checkProfile.ts';
import { formUpload } from './formUpload.ts';
import { newJob } from './newJob.ts';
import { rawUpload } from './rawUpload.ts';
import { type SubmissionOptions, waitSchema } from './schema.ts';
import type { Upload } from './upload.ts';
import { kindOfType } from './uploadKind.ts';

/** Bytes of a form besides its file. */
const formOverhead = 4 * 1024 * 1024;

/**
 * `POST /jobs/upload`: one `.sql` or `.zip`, as the file of a multipart form or as the body itself. It is streamed to
 * the share, and appears there only when the whole request was read and found good.
 */
export function postUpload(context: GatewayContext): RouteDefinition {
  return {
    path: '/jobs/upload',
    async post(request, response) {
      const { wait } = parseFields(waitSchema, request.query);
      refuseCompressed(request);
      refuseTooLarge(request, context.settings.maxUploadBytes);
      const jobId = newJobId();
      // All this before the caller sends perhaps hundreds of megabytes for nothing.
      await context.intake.admit(jobId, async () => {
        await context.resources.check();
        const { written, upload, chosen } = await receive(context, jobId, request);
        if (chosen.user_id) response.locals.userId = chosen.user_id;
        const { path, sha256 } = written;
        const source = upload.kind === 'zip' ? { archive: { path, sha256 } } : { file: { path, sha256 } };
        const job = newJob({ jobId, namespace: context.namespace, source, chosen });
        await answerSubmission(context, response, { jobId, job, written: path, waitSeconds: wait });
      });
    },
  };
}

interface Received {
  readonly written: WrittenSubmission;
  readonly upload: Upload;
  readonly chosen: SubmissionOptions;
}

async function receive(context: GatewayContext, jobId: JobId, request: Request): Promise<Received> {
  const { share, settings } = context;
  // Node cuts a connection that stands still for so long; a wait for the job's end, later, is not an upload.
  request.setTimeout(settings.uploadIdleMs);
  const upload = await openUpload(request);
  try {
    const written = await share.writeSubmission({
      name: jobId,
      extension: upload.kind,
      content: checkedContent(upload, context),
      maxBytes: settings.maxUploadBytes,
    });
    return { written, upload, chosen: withName(await upload.options, upload.fileName) };
  } catch (error) {
    upload.abandon();
    throw error;
  } finally {
    request.setTimeout(settings.connectionIdleMs);
  }
}

async function openUpload(request: Request): Promise<Upload> {
  const type = parseMediaType(request.headers['content-type']);
  if (type?.essence === 'multipart/form-data') return await formUpload(request);
  const kind = type === undefined ? undefined : kindOfType(type.essence);
  if (kind !== undefined) return rawUpload(request, kind);
  throw new Problem(
    'UNSUPPORTED_TYPE',
    'Send multipart/form-data with one file, or the file itself as application/zip or application/sql.',
  );
}

/**
 * The content, followed by the checks that need the whole request. When they fail the content fails, and nothing of it
 * stays on the share.
 */
async function* checkedContent({ content, options }: Upload, context: GatewayContext): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    yield chunk;
  }
  if (bytes === 0) throw new Problem('INVALID_REQUEST', 'The file is empty; send one that holds SQL.');
  await checkProfile(await options, context);
}

function withName(options: SubmissionOptions, uploaded: string | undefined): SubmissionOptions {
  if (options.file_name || uploaded === undefined || !isDisplayName(uploaded)) return options;
  return { ...options, file_name: uploaded };
}

function refuseTooLarge(request: Request, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + formOverhead) throw tooLarge(maxBytes);
}
