import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../standalone/startStandalone.ts';

/**
 * The command's own defaults, but for its habit to skip large files, which would spare it work.
 * @param options.workDir where its settings are written
 */
export function sqlfluffCommand(options: {
  readonly dialect: string;
  readonly processes: number;
  readonly workDir: string;
}): readonly string[] {
  const config = join(options.workDir, 'bench.cfg');
  writeFileSync(config, '[sqlfluff]\nlarge_file_skip_byte_limit = 0\nsql_file_exts = .sql\n');
  return [
    join(repository, '.venv', 'bin', 'sqlfluff'),
    'lint',
    ...['--processes', String(options.processes)],
    ...['--dialect', options.dialect, '--templater', 'raw'],
    ...['--ignore-local-config', '--config', config],
  ];
}
