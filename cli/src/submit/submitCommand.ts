import { CommandError } from '../command/commandError.ts';
import { type ExitCode, exitCodes } from '../command/exitCodes.ts';
import { type ApiClient, openApiClient } from '../http/apiClient.ts';
import { isFinal, type JobState, uploadJob } from '../http/jobApi.ts';
import { type Collected, collectFiles } from './collectFiles.ts';
import { exitCodeOf } from './outcome.ts';
import { openSubmission, type Submission } from './submission.ts';
import { readSubmitOptions, type SubmitOptions } from './submitOptions.ts';

/** Seconds for which the upload's own answer may wait. Most submissions end within; others are followed by events. */
const waitWithUpload = '1';

/** `sqllint submit`. */
export async function submitCommand(args: readonly string[]): Promise<ExitCode> {
  const options = readSubmitOptions(args, process.env);
  if (options === undefined) {
    process.stdout.write((await import('../command/help.ts')).submitHelp);
    return exitCodes.ok;
  }
  const collected = collectFiles(options.paths);
  if (!options.quiet) tellLinks(collected);
  const submission = await openSubmission(collected);
  const api = await openApiClient(options.server);
  try {
    // While the server works there is time to load what prints its answer.
    const printing = options.wait && !options.quiet ? loadPrinting(options) : undefined;
    const [job] = await Promise.all([upload(api, options, submission), printing]);
    return options.wait ? await waitForVerdict(api, options, submission, job) : tellJob(options, job);
  } finally {
    api.close();
  }
}

function tellLinks(collected: Collected): void {
  const links = collected.kind === 'files' ? collected.links : 0;
  if (links > 0) process.stderr.write(`sqllint: ${links === 1 ? '1 link was' : `${links} links were`} not followed.\n`);
}

function upload(api: ApiClient, options: SubmitOptions, submission: Submission): Promise<JobState> {
  const { contentType, body, bytes, fileName } = submission;
  const choice = {
    file_name: fileName,
    dialect: options.dialect,
    profile: options.profile,
    rules: options.rules.join(','),
    exclude_rules: options.excludeRules.join(','),
    wait: options.wait ? waitWithUpload : undefined,
  };
  return uploadJob(api, { contentType, body, bytes, choice });
}

function tellJob({ format, quiet }: SubmitOptions, { jobId }: JobState): ExitCode {
  if (!quiet) process.stdout.write(format === 'json' ? `${JSON.stringify({ job_id: jobId })}\n` : `${jobId}\n`);
  return exitCodes.ok;
}

async function waitForVerdict(
  api: ApiClient,
  options: SubmitOptions,
  submission: Submission,
  accepted: JobState,
): Promise<ExitCode> {
  const job = isFinal(accepted) ? accepted : await follow(api, options, accepted);
  const exitCode = exitCodeOf(job);
  if (!options.quiet && (exitCode !== exitCodes.error || options.format === 'json')) {
    await printOutcome(api, options, submission, job);
  }
  if (exitCode === exitCodes.error) throw failed(job);
  return exitCode;
}

/** Loaded only when the job takes longer than the upload's answer waits. */
async function follow(api: ApiClient, { quiet }: SubmitOptions, accepted: JobState): Promise<JobState> {
  const { followJob } = await import('./followJob.ts');
  const { openProgressLine } = await import('./progressLine.ts');
  const line = openProgressLine(quiet ? undefined : process.stderr);
  try {
    return await followJob(api, accepted.jobId, line.show);
  } finally {
    line.clear();
  }
}

async function printOutcome(
  api: ApiClient,
  options: SubmitOptions,
  submission: Submission,
  job: JobState,
): Promise<void> {
  const { fetchOutcome, print } = await loadPrinting(options);
  process.stdout.write(print(await fetchOutcome(api, job, submission.displayName)));
}

async function loadPrinting({ format }: SubmitOptions) {
  const { fetchOutcome } = await import('./fetchOutcome.ts');
  const print =
    format === 'json' ? (await import('./formatJson.ts')).formatJson : (await import('./formatText.ts')).formatText;
  return { fetchOutcome, print };
}

function failed({ jobId, status, errorMessage }: JobState): CommandError {
  return new CommandError(`${jobId} ended as ${status}: ${errorMessage ?? 'the server does not say why'}`);
}
