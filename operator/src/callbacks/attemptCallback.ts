import { ClusterUnavailableError, ForbiddenError } from '@sqllint/core/cluster/errors';
import { jobIdOf } from '@sqllint/core/job/identity';
import type { JobId } from '@sqllint/core/job/ids';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { callbackBody, type FileCounts } from './callbackBody.ts';
import type { AttemptOutcome } from './callbackOutcome.ts';
import type { CallbackSettings } from './callbackSettings.ts';
import { deliver } from './deliver.ts';
import { signedHeaders } from './signature.ts';
import { guardTarget, type Lookup, type Target, TargetRefusedError } from './targetGuard.ts';

/** The value of a Secret's key; undefined when there is none. */
export type ReadSecret = (namespace: string, name: string, key: string) => Promise<string | undefined>;

/** The files of a job that has ended; undefined when its row is gone. */
export type ReadCounts = (jobId: JobId) => Promise<FileCounts | undefined>;

export interface AttemptOptions {
  readonly readCounts?: ReadCounts | undefined;
  readonly secrets: ReadSecret;
  readonly settings: CallbackSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly lookup?: Lookup | undefined;
}

/**
 * Tells the receiver of a finished job once.
 * @throws ClusterUnavailableError while the Secret cannot be read; the signal's reason
 */
export async function attemptCallback(job: SqlLintJob, url: string, options: AttemptOptions): Promise<AttemptOutcome> {
  const { settings, now, signal, readCounts } = options;
  const target = targetOf(url, options);
  if ('kind' in target) return target;
  const secret = await findSecret(job, options);
  if (typeof secret === 'object') return secret;
  const body = JSON.stringify(callbackBody(job, await readCounts?.(jobIdOf(job)).catch(() => undefined)));
  const message = { id: `${jobIdOf(job)}-finished`, timestamp: Math.floor(now / 1000), body };
  const { timeoutMs } = settings;
  const { host } = target.url;
  try {
    const headers = signedHeaders(message, secret);
    return { kind: 'answered', httpStatus: await deliver({ target, headers, body, timeoutMs, signal }), host };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TargetRefusedError) return { kind: 'refused', message: error.message };
    return { kind: 'failed', reason: 'NoAnswer', message: `${host} could not be reached: ${wordsOf(error)}` };
  }
}

function targetOf(url: string, { settings, lookup }: AttemptOptions): Target | AttemptOutcome {
  try {
    return guardTarget(url, settings, lookup);
  } catch (error) {
    if (error instanceof TargetRefusedError) return { kind: 'refused', message: error.message };
    throw error;
  }
}

async function findSecret(
  job: SqlLintJob,
  { secrets, settings }: AttemptOptions,
): Promise<string | undefined | AttemptOutcome> {
  const { secretRef } = job.spec.callback ?? {};
  if (secretRef === undefined) return settings.defaultSecret;
  const { name, key } = secretRef;
  try {
    // Editors and `kubectl create secret --from-file` leave a line break at the end.
    const secret = (await secrets(job.metadata.namespace, name, key))?.trim();
    if (secret) return secret;
    return missing(`There is no Secret ${name} with a value for the key ${key}.`);
  } catch (error) {
    if (error instanceof ForbiddenError) return missing(`The operator may not read the Secret ${name}.`);
    if (error instanceof ClusterUnavailableError) throw error;
    return missing(`The Secret ${name} cannot be used.`);
  }
}

function missing(message: string): AttemptOutcome {
  return { kind: 'failed', reason: 'SecretMissing', message };
}

/** Codes of the system and of TLS say enough; their messages can hold addresses of the operator's network. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error.';
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && code !== 'ABORT_ERR') return `${code}.`;
  return error instanceof AggregateError ? 'no address answers.' : error.message;
}
