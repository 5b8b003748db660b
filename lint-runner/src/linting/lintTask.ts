import { resultKeyOf } from '@sqllint/core/profile/resultKey';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { ClaimedTask } from '@sqllint/core/store/types';
import { engineVersion } from '../engineVersion.ts';
import { buildResult } from '../result/buildResult.ts';
import { rulesApplied } from '../result/rulesApplied.ts';
import type { RunContext } from '../runner/context.ts';
import { sha256Of } from '../source/sha256.ts';
import { EntryError, type EntryProblem, SourceError } from '../source/types.ts';
import { type DecodedText, decodeText, UndecodableError } from '../text/decodeText.ts';
import { normaliseNewlines } from '../text/normaliseNewlines.ts';
import { analyseText } from './analyseText.ts';
import type { FinishedFile } from './commitQueue.ts';
import { inlineSettings } from './inlineSettings.ts';

/** How the work on one file ended: with a result, or with the reason why there is none. */
export type LintedTask = { readonly finished: FinishedFile } | { readonly problem: EntryProblem };

/**
 * Reads, decodes and analyses one file.
 * @throws the signal's reason when the file is given up; what is not the file's fault
 */
export async function lintTask(context: RunContext, task: ClaimedTask, signal: AbortSignal): Promise<LintedTask> {
  const lint = () => readAndLint(context, task, signal);
  return await (task.fileSize > bigFileBytes ? context.bigFiles.pass(lint) : lint());
}

/** So that the memory of the runner has room for one big file, and not for one on the way to each engine. */
const bigFileBytes = 1024 ** 2;

async function readAndLint(context: RunContext, task: ClaimedTask, signal: AbortSignal): Promise<LintedTask> {
  try {
    signal.throwIfAborted();
    const { bytes, profile } = await readTask(context, task);
    const decoded = decodeText(bytes, {
      encoding: profile.encoding,
      fallbacks: context.settings.fallbackEncodings,
    });
    return await analyse(context, task, { bytes, profile, decoded, signal });
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** Of one file, so that no archive fills the log. */
const toldRefusals = 5;

interface ReadFile {
  readonly bytes: Buffer;
  /** Of its folder. */
  readonly profile: EffectiveProfile;
}

async function readTask(context: RunContext, task: ClaimedTask): Promise<ReadFile> {
  const { patiently, source, fileProfiles, ref } = context;
  const { entries } = await patiently('opening the source', source);
  const entry = entries[task.entryIndex];
  if (entry === undefined) throw changed();
  const profile = (await patiently('reading the settings of the source', fileProfiles)).of(entry);
  const bytes = await patiently('reading a file', () => entry.read());
  const identity = { namespace: ref.namespace, contentSha256: sha256Of(bytes), profile, engineVersion };
  if (resultKeyOf(identity) !== task.resultKey) throw changed();
  return { bytes, profile };
}

function changed(): EntryError {
  return new EntryError('SOURCE_MISSING', 'The file is no longer the one that the job was opened with.');
}

async function analyse(
  context: RunContext,
  task: ClaimedTask,
  input: ReadFile & { readonly decoded: DecodedText; readonly signal: AbortSignal },
): Promise<LintedTask> {
  const text = normaliseNewlines(input.decoded.text);
  const { profile, refusals } = inlineSettings(input.profile, text);
  if (refusals.length > 0) {
    const told = { refused: refusals.length, refusals: refusals.slice(0, toldRefusals) };
    context.logger.warn({ task_id: task.taskId, ...told }, 'settings in the lines of a file are refused');
  }
  const { fileName } = task;
  const { mode, outcome } = await analyseText(context, { profile, text, fileName, signal: input.signal });
  if (!outcome.ok) return { problem: { code: outcome.errorCode, message: outcome.message } };
  const built = buildResult({
    resultKey: task.resultKey,
    profile,
    rulesApplied: rulesApplied(profile),
    fileName,
    fileSize: input.bytes.length,
    text,
    mode,
    encoding: input.decoded.encoding,
    findings: outcome.findings,
    analysisMs: outcome.analysisMs,
    analysedAt: Date.now(),
  });
  return { finished: { fence: { taskId: task.taskId, owner: context.runnerId, attempt: task.attempt }, ...built } };
}

function problemOf(error: unknown): EntryProblem {
  if (error instanceof EntryError) return { code: error.code, message: error.message };
  if (error instanceof UndecodableError) return { code: 'UNDECODABLE', message: error.message };
  // It could be opened when the tasks were made, and cannot be any more.
  if (error instanceof SourceError) return { code: 'SOURCE_MISSING', message: error.message };
  throw error;
}
