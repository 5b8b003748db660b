import { pino } from 'pino';
import { EnginePool, engineProfileOf } from '../index.ts';

// A runner that will be killed: prints the ids of its engines once one of them analyses a text that takes long.
const [python = '', engineDir = '', statements = '1'] = process.argv.slice(2);
const pool = new EnginePool({
  python,
  engineDir,
  size: 2,
  fileTimeoutMs: 600_000,
  memoryLimitMiB: 2048,
  maxFilesPerEngine: 100,
  startDeadlineMs: 60_000,
  logger: pino({ level: 'silent' }),
});
await pool.engineVersion();
const profile = engineProfileOf({
  dialect: 'ansi',
  rules: [],
  excludeRules: [],
  noqa: 'Honour',
  parser: 'Rust',
  settings: {},
});
const text = 'SELECT a.id,a.name from tbl a where a.x=1;\n'.repeat(Number(statements));
const analysis = pool.analyse({ profile, text, fileName: 'long.sql' });
process.stdout.write(`${JSON.stringify(pool.pids())}\n`);
await analysis;
