import { existsSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../command/commandError.ts';
import { type DataFolder, namespace } from './dataFolder.ts';
import type { StandaloneOptions } from './standaloneOptions.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The runner's entry for a runner that is handed one job after another. */
export function runnerCommand(): readonly string[] {
  const entry = fileURLToPath(import.meta.resolve('@sqllint/lint-runner/standby'));
  return [process.execPath, '--disable-warning=ExperimentalWarning', entry];
}

/**
 * The Python that has SQLFluff: `SQLLINT_PYTHON`, else the one that `make setup` made.
 * @throws CommandError when there is none
 */
export function findPython(environment: Environment): string {
  const made = join(import.meta.dirname, '..', '..', '..', '.venv', 'bin', 'python');
  const python = environment.SQLLINT_PYTHON || made;
  if (existsSync(python)) return python;
  throw new CommandError(
    `${python} does not exist; run \`make setup\`, or set SQLLINT_PYTHON to a Python with SQLFluff.`,
  );
}

/** The whole environment of a runner process: what the system needs, and its settings. */
export function runnerEnvironment(parts: {
  readonly options: StandaloneOptions;
  readonly folder: DataFolder;
  readonly python: string;
  readonly environment: Environment;
}): Environment {
  const { options, folder, python, environment } = parts;
  const { PATH, HOME, TMPDIR, LANG } = environment;
  return {
    PATH,
    HOME,
    TMPDIR,
    LANG,
    // Half of a runner's start is stripping types and compiling; Node keeps that for the next start.
    NODE_COMPILE_CACHE: compileCache(),
    SQLLINT_CLUSTER_PATH: folder.clusterPath,
    SQLLINT_SHARE_DIR: folder.shareDir,
    SQLLINT_DATABASE_URL: options.databaseUrl ?? folder.databaseUrl,
    SQLLINT_NAMESPACE: namespace,
    SQLLINT_ENGINES: String(options.engines),
    SQLLINT_PYTHON: python,
    SQLLINT_LOG_LEVEL: options.logLevel,
    SQLLINT_WARM: '1',
  };
}

/** The folder that this process was given; Node puts one for its version below it. */
function compileCache(): string | undefined {
  const ofVersion = getCompileCacheDir();
  return ofVersion === undefined ? undefined : dirname(ofVersion);
}
