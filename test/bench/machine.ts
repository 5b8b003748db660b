import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** The machine and the versions that a table was made with. */
export function machineOf(python: string): string {
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  const script = 'import sys, sqlfluff; print(sys.version.split()[0], sqlfluff.__version__)';
  const [pythonVersion, sqlfluffVersion] = execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim().split(' ');
  return [
    `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores, ${gibibytes} GiB`,
    `${type()} ${release()} ${arch()}, Node ${process.versions.node}, Python ${pythonVersion}, SQLFluff ${sqlfluffVersion}`,
  ].join('\n');
}
