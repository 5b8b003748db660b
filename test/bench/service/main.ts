import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../standalone/startStandalone.ts';
import { machineOf } from '../machine.ts';
import { loadsOf } from './loads.ts';
import { type Measured, measure } from './measure.ts';
import type { MeasuredService } from './service.ts';
import { startStandaloneService } from './standalone.ts';
import { readTemplates } from './statements.ts';
import { serviceTable } from './table.ts';

const [mode = 'standalone', sizes = '100,1000', callers = '10', single = '50'] = process.argv.slice(2);
const loads = loadsOf({
  templates: readTemplates(),
  sizes: sizes.split(',').map(Number),
  callers: Number(callers),
  single: Number(single),
});

async function run(name: string, start: () => Promise<MeasuredService>): Promise<void> {
  const service = await start();
  const measured: Measured[] = [];
  try {
    for (const load of loads) {
      measured.push(await measure(service, load));
      console.error(`${name}: ${load.label} done`);
    }
  } finally {
    await service.end();
  }
  console.log(`\n${name}\n\n${serviceTable(measured)}\n`);
}

const workDir = mkdtempSync(join(tmpdir(), 'sqllint-bench-service-'));
try {
  console.log(machineOf(join(repository, '.venv', 'bin', 'python')));
  await run(mode, () => startStandaloneService(workDir));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
