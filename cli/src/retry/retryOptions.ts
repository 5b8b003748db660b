import { UsageError } from '../command/commandError.ts';
import { type OptionKinds, readOptions } from '../command/options.ts';
import { readFormat, readServer } from '../submit/submitOptions.ts';

export interface RetryOptions {
  /** As it was typed; the server knows whether it is the id of a job. */
  readonly jobId: string;
  /** Without a slash at its end. */
  readonly server: string;
  readonly wait: boolean;
  readonly format: 'text' | 'json';
  readonly quiet: boolean;
}

const kinds: OptionKinds = { server: 'text', wait: 'flag', format: 'text', quiet: 'flag', help: 'flag' };

/**
 * @param environment `SQLLINT_SERVER` names the server when `--server` does not
 * @returns undefined when the help was asked for
 * @throws UsageError
 */
export function readRetryOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RetryOptions | undefined {
  const given = readOptions('retry', args, kinds);
  if (given.flag('help')) return undefined;
  const [jobId, more] = given.positionals;
  if (jobId === undefined || jobId === '' || more !== undefined) {
    throw new UsageError('Name one job, by the id that its submission printed; see `sqllint retry --help`.');
  }
  return {
    jobId,
    server: readServer(given, environment),
    wait: given.flag('wait'),
    format: readFormat(given),
    quiet: given.flag('quiet'),
  };
}
