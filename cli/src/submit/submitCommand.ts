import { type ExitCode, exitCodes } from '../command/exitCodes.ts';
import { type ApiClient, openApiClient } from '../http/apiClient.ts';
import { sendUpload } from '../http/sendUpload.ts';
import { type Collected, collectFiles } from './collectFiles.ts';
import { openSubmission, type Submission } from './submission.ts';
import { readSubmitOptions, type SubmitOptions } from './submitOptions.ts';

/** Seconds for which the upload's own answer may wait. Most submissions end within; others are followed by events. */
const waitWithUpload = '1';

/** `sqllint submit`. This module and its imports are what comes before the upload, and are kept few for that reason. */
export async function submitCommand(args: readonly string[]): Promise<ExitCode> {
  const options = readSubmitOptions(args, process.env);
  if (options === undefined) return await printHelp();
  const collected = collectFiles(options.paths);
  if (!options.quiet) tellLinks(collected);
  const submission = await openSubmission(collected);
  const api = openApiClient(options.server);
  try {
    const answer = await upload(api, options, submission);
    const { tellAnswer } = await loadTelling();
    return await tellAnswer({ api, options, answer, displayName: submission.displayName });
  } finally {
    api.close();
  }
}

async function printHelp(): Promise<ExitCode> {
  const [{ submitHelp }, { writeOut }] = await Promise.all([
    import('../command/help.ts'),
    import('../command/output.ts'),
  ]);
  writeOut(submitHelp);
  return exitCodes.ok;
}

function tellLinks(collected: Collected): void {
  const links = collected.kind === 'files' ? collected.links : 0;
  if (links > 0) process.stderr.write(`sqllint: ${links === 1 ? '1 link was' : `${links} links were`} not followed.\n`);
}

function upload(api: ApiClient, options: SubmitOptions, submission: Submission): Promise<unknown> {
  const { contentType, body, bytes, fileName } = submission;
  const choice = {
    file_name: fileName,
    dialect: options.dialect,
    profile: options.profile,
    rules: options.rules.join(','),
    exclude_rules: options.excludeRules.join(','),
    wait: options.wait ? waitWithUpload : undefined,
  };
  // While the server works there is time to load what reads and prints its answer: 10 ms, a tenth of a short submission.
  return sendUpload(api, { contentType, body, bytes, choice, onSent: loadTelling });
}

function loadTelling() {
  return import('./tellAnswer.ts');
}
