import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { EnginePool, type EnginePoolOptions, type EngineProfile, engineProfileOf } from '../index.ts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

export const python = process.env.SQLLINT_PYTHON ?? `${repository}.venv/bin/python`;
export const engineDir = `${repository}lint-runner/engine`;

/** A pool of one real engine with generous limits, but for what a test wants otherwise. */
export function newTestPool(options: Partial<EnginePoolOptions> = {}): EnginePool {
  return new EnginePool({
    python,
    engineDir,
    size: 1,
    fileTimeoutMs: 60_000,
    memoryLimitMiB: 1024,
    maxFilesPerEngine: 1000,
    startDeadlineMs: 60_000,
    logger: pino({ level: 'silent' }),
    ...options,
  });
}

export function testProfile(settings: Partial<EngineProfile> = {}): EngineProfile {
  return engineProfileOf({
    dialect: 'mysql',
    rules: [],
    excludeRules: [],
    noqa: 'Honour',
    parser: 'Rust',
    settings: {},
    ...settings,
  });
}

/** A text that keeps an engine busy for about a second in a thousand statements. */
export function longText(statements: number): string {
  return 'SELECT a.id,a.name from tbl a where a.x=1;\n'.repeat(statements);
}
