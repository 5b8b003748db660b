import { CommandError } from '../command/commandError.ts';
import { type ExitCode, exitCodes } from '../command/exitCodes.ts';
import { writeOut } from '../command/output.ts';
import type { ApiClient } from '../http/apiClient.ts';
import { isFinal, type JobState, readJob } from '../http/jobApi.ts';
import { fetchOutcome } from './fetchOutcome.ts';
import { formatText } from './formatText.ts';
import { exitCodeOf } from './outcome.ts';
import { printable } from './printable.ts';
import type { Submission } from './submission.ts';
import type { SubmitOptions } from './submitOptions.ts';

/** How a job is told. */
export type TellingOptions = Pick<SubmitOptions, 'wait' | 'format' | 'quiet'>;

export interface AnsweredSubmission extends Pick<Submission, 'displayName'> {
  readonly api: ApiClient;
  readonly options: TellingOptions;
  /** To the upload, or to the retry. */
  readonly answer: unknown;
}

/**
 * The second half of `sqllint submit` and `sqllint retry`: waits for the job if that is wanted, and prints.
 * @throws CommandError when the job ends without a verdict
 */
export async function tellAnswer(submission: AnsweredSubmission): Promise<ExitCode> {
  const job = readJob(submission.answer);
  return submission.options.wait ? await waitForVerdict(submission, job) : tellJob(submission.options, job);
}

function tellJob({ format, quiet }: TellingOptions, { jobId }: JobState): ExitCode {
  if (!quiet) writeOut(format === 'json' ? `${JSON.stringify({ job_id: jobId })}\n` : `${printable(jobId)}\n`);
  return exitCodes.ok;
}

async function waitForVerdict(submission: AnsweredSubmission, accepted: JobState): Promise<ExitCode> {
  const { options } = submission;
  const job = isFinal(accepted) ? accepted : await follow(submission, accepted);
  const exitCode = exitCodeOf(job);
  if (!options.quiet && options.format === 'text') tellWarnings(job);
  if (!options.quiet && (exitCode !== exitCodes.error || options.format === 'json'))
    await printOutcome(submission, job);
  if (exitCode === exitCodes.error) throw failed(job);
  return exitCode;
}

/** Loaded only when the job takes longer than the upload's answer waits. */
async function follow({ api, options }: AnsweredSubmission, accepted: JobState): Promise<JobState> {
  const { followJob } = await import('./followJob.ts');
  const { openProgressLine } = await import('./progressLine.ts');
  const line = openProgressLine(options.quiet ? undefined : process.stderr);
  try {
    return await followJob(api, accepted.jobId, line.show);
  } finally {
    line.clear();
  }
}

async function printOutcome({ api, options, displayName }: AnsweredSubmission, job: JobState): Promise<void> {
  const outcome = await fetchOutcome(api, job, displayName);
  const format = options.format === 'json' ? (await import('./formatJson.ts')).formatJson : formatText;
  writeOut(format(outcome));
}

/** Beside the findings, so that a list of them stays one. */
function tellWarnings({ warnings }: JobState): void {
  for (const warning of warnings) process.stderr.write(`sqllint: ${printable(warning)}\n`);
}

function failed({ jobId, status, errorMessage }: JobState): CommandError {
  return new CommandError(`${jobId} ended as ${status}: ${errorMessage ?? 'the server does not say why'}`);
}
