import { type ExitCode, exitCodes } from '../command/exitCodes.ts';
import { retryHelp } from '../command/help.ts';
import { writeOut } from '../command/output.ts';
import { openApiClient } from '../http/apiClient.ts';
import { tellAnswer } from '../submit/tellAnswer.ts';
import { readRetryOptions } from './retryOptions.ts';

/** `sqllint retry` */
export async function retryCommand(args: readonly string[]): Promise<ExitCode> {
  const options = readRetryOptions(args, process.env);
  if (options === undefined) {
    writeOut(retryHelp);
    return exitCodes.ok;
  }
  const api = openApiClient(options.server);
  try {
    const answer = await api.json({ method: 'POST', path: `/jobs/${encodeURIComponent(options.jobId)}/retry` });
    return await tellAnswer({ api, options, answer, displayName: (serverName) => serverName });
  } finally {
    api.close();
  }
}
