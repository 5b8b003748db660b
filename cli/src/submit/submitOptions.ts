import { UsageError } from '../command/commandError.ts';
import { type GivenOptions, type OptionKinds, readOptions } from '../command/options.ts';

export interface SubmitOptions {
  readonly paths: readonly string[];
  /** Without a slash at its end. */
  readonly server: string;
  readonly dialect: string | undefined;
  readonly profile: string | undefined;
  readonly rules: readonly string[];
  readonly excludeRules: readonly string[];
  readonly wait: boolean;
  readonly format: 'text' | 'json';
  readonly quiet: boolean;
}

const kinds: OptionKinds = {
  server: 'text',
  dialect: 'text',
  profile: 'text',
  rules: 'text',
  'exclude-rules': 'text',
  wait: 'flag',
  format: 'text',
  quiet: 'flag',
  help: 'flag',
};

/**
 * @param environment `SQLLINT_SERVER` names the server when `--server` does not
 * @returns undefined when the help was asked for
 * @throws UsageError
 */
export function readSubmitOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): SubmitOptions | undefined {
  const given = readOptions('submit', args, kinds);
  if (given.flag('help')) return undefined;
  if (given.positionals.length === 0) {
    throw new UsageError('Name what to submit: a file, a folder or a ZIP; see `sqllint submit --help`.');
  }
  return {
    paths: given.positionals,
    server: readServer(given, environment),
    dialect: given.text('dialect'),
    profile: given.text('profile'),
    rules: given.list('rules'),
    excludeRules: given.list('exclude-rules'),
    wait: given.flag('wait'),
    format: readFormat(given),
    quiet: given.flag('quiet'),
  };
}

/** The `--server` of every command that talks to one. */
export function readServer(given: GivenOptions, environment: Readonly<Record<string, string | undefined>>): string {
  const text = given.text('server') ?? (environment.SQLLINT_SERVER || 'http://127.0.0.1:8000');
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(`The server must be a URL such as http://127.0.0.1:8000, not "${text}".`);
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** The `--format` of every command that prints findings. */
export function readFormat(given: GivenOptions): 'text' | 'json' {
  const text = given.text('format') ?? 'text';
  if (text === 'text' || text === 'json') return text;
  throw new UsageError(`--format must be text or json, not "${text}".`);
}
