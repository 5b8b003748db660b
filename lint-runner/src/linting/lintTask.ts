import { resultKeyOf } from '@sqllint/core/profile/resultKey';
import type { ClaimedTask } from '@sqllint/core/store/types';
import { engineVersion } from '../engineVersion.ts';
import { buildResult } from '../result/buildResult.ts';
import type { RunContext } from '../runner/context.ts';
import { sha256Of } from '../source/sha256.ts';
import { EntryError, type EntryProblem, SourceError } from '../source/types.ts';
import { type DecodedText, decodeText, UndecodableError } from '../text/decodeText.ts';
import { normaliseNewlines } from '../text/normaliseNewlines.ts';
import { analyseText } from './analyseText.ts';
import type { FinishedFile } from './commitQueue.ts';

/** How the work on one file ended: with a result, or with the reason why there is none. */
export type LintedTask = { readonly finished: FinishedFile } | { readonly problem: EntryProblem };

/**
 * Reads, decodes and analyses one file.
 * @throws the signal's reason when the file is given up; what is not the file's fault
 */
export async function lintTask(context: RunContext, task: ClaimedTask, signal: AbortSignal): Promise<LintedTask> {
  try {
    const bytes = await readTask(context, task);
    const decoded = decodeText(bytes, {
      encoding: context.profile.encoding,
      fallbacks: context.settings.fallbackEncodings,
    });
    return await analyse(context, task, { bytes, decoded, signal });
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

async function readTask(context: RunContext, task: ClaimedTask): Promise<Buffer> {
  const { patiently, profile, source, ref } = context;
  const { entries } = await patiently('opening the source', source);
  const entry = entries[task.entryIndex];
  if (entry === undefined) throw changed();
  const bytes = await patiently('reading a file', () => entry.read());
  const identity = { namespace: ref.namespace, contentSha256: sha256Of(bytes), profile, engineVersion };
  if (resultKeyOf(identity) !== task.resultKey) throw changed();
  return bytes;
}

function changed(): EntryError {
  return new EntryError('SOURCE_MISSING', 'The file is no longer the one that the job was opened with.');
}

async function analyse(
  context: RunContext,
  task: ClaimedTask,
  input: { readonly bytes: Buffer; readonly decoded: DecodedText; readonly signal: AbortSignal },
): Promise<LintedTask> {
  const { profile, rulesApplied, runnerId } = context;
  const text = normaliseNewlines(input.decoded.text);
  const { fileName } = task;
  const { mode, outcome } = await analyseText(context, { profile, text, fileName, signal: input.signal });
  if (!outcome.ok) return { problem: { code: outcome.errorCode, message: outcome.message } };
  const built = buildResult({
    resultKey: task.resultKey,
    profile,
    rulesApplied,
    fileName,
    fileSize: input.bytes.length,
    text,
    mode,
    encoding: input.decoded.encoding,
    violations: outcome.violations,
    analysisMs: outcome.analysisMs,
    analysedAt: Date.now(),
  });
  return { finished: { fence: { taskId: task.taskId, owner: runnerId, attempt: task.attempt }, ...built } };
}

function problemOf(error: unknown): EntryProblem {
  if (error instanceof EntryError) return { code: error.code, message: error.message };
  if (error instanceof UndecodableError) return { code: 'UNDECODABLE', message: error.message };
  // It could be opened when the tasks were made, and cannot be any more.
  if (error instanceof SourceError) return { code: 'SOURCE_MISSING', message: error.message };
  throw error;
}
