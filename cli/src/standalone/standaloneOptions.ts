import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { UsageError } from '../command/commandError.ts';
import { type OptionKinds, readOptions } from '../command/options.ts';

export interface StandaloneOptions {
  /** Absolute. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  /** Undefined: SQLite below the data folder. */
  readonly databaseUrl: string | undefined;
  /** Folder of the SqlLintProfiles, absolute. Undefined: below the data folder. */
  readonly profilesDir: string | undefined;
  /** Unfinished jobs from which on submissions are refused. Undefined: the gateway's default. */
  readonly maxActiveJobs: number | undefined;
  readonly logLevel: string;
  /** Runner processes. */
  readonly runners: number;
  /** SQLFluff processes of each runner. */
  readonly engines: number;
  /** Days after which an ended job is forgotten; 0 keeps all of them. */
  readonly retentionDays: number;
}

const kinds: OptionKinds = {
  'data-dir': 'text',
  host: 'text',
  port: 'text',
  'database-url': 'text',
  profiles: 'text',
  'log-level': 'text',
  runners: 'text',
  engines: 'text',
  'retention-days': 'text',
  help: 'flag',
};

/** Unlike an argument it is not shown to every user of the machine, and a database URL holds a password. */
const databaseVariable = 'SQLLINT_DATABASE_URL';

const profilesVariable = 'SQLLINT_PROFILES_DIR';

const activeJobsVariable = 'SQLLINT_MAX_ACTIVE_JOBS';
const mostActiveJobs = 1_000_000;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

/**
 * @param environment says what no option says
 * @returns undefined when the help was asked for
 * @throws UsageError
 */
export function readStandaloneOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  cpus: number = availableParallelism(),
): StandaloneOptions | undefined {
  const given = readOptions('standalone', args, kinds);
  if (given.flag('help')) return undefined;
  const [stray] = given.positionals;
  if (stray !== undefined)
    throw new UsageError(`\`sqllint standalone\` takes no "${stray}"; the folder is --data-dir.`);
  const dataDir = given.text('data-dir');
  if (dataDir === undefined) throw new UsageError('Name a folder for the data: --data-dir DIR.');
  const runners = given.integer('runners', { min: 1, max: 64 }) ?? 1;
  return {
    dataDir: resolve(dataDir),
    host: given.text('host') ?? '127.0.0.1',
    port: given.integer('port', { min: 0, max: 65_535 }) ?? 8000,
    databaseUrl: readDatabaseUrl(given.text('database-url'), environment),
    profilesDir: readProfilesDir(given.text('profiles'), environment),
    maxActiveJobs: readActiveJobs(environment[activeJobsVariable] || undefined),
    logLevel: readLogLevel(given.text('log-level') ?? 'info'),
    runners,
    engines: given.integer('engines', { min: 1, max: 256 }) ?? Math.max(1, Math.floor(cpus / runners)),
    // What was analysed is not for us to throw away unasked: only its owner knows who still needs it.
    retentionDays: given.integer('retention-days', { min: 0, max: 36_500 }) ?? 0,
  };
}

/** The rest of the URL is the store's to judge; its sentences never show the password. */
function readDatabaseUrl(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const url = option ?? (environment[databaseVariable] || undefined);
  if (url === undefined || /^(mysql|mariadb):\/\//.test(url)) return url;
  const name = option === undefined ? databaseVariable : '--database-url';
  throw new UsageError(`${name} must be mysql://USER:PASSWORD@HOST:PORT/NAME; without it SQLite is used.`);
}

function readProfilesDir(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const folder = option ?? (environment[profilesVariable] || undefined);
  return folder === undefined ? undefined : resolve(folder);
}

function readActiveJobs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= mostActiveJobs) return number;
  throw new UsageError(`${activeJobsVariable} must be a whole number from 1 to ${mostActiveJobs}, not "${text}".`);
}

function readLogLevel(text: string): string {
  if (logLevels.includes(text)) return text;
  throw new UsageError(`--log-level must be one of ${logLevels.join(', ')}, not "${text}".`);
}
