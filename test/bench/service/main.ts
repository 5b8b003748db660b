import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../standalone/startStandalone.ts';
import { machineOf } from '../machine.ts';
import { startKubernetesService } from './kubernetes.ts';
import { loadsOf } from './loads.ts';
import { type Load, type Measured, measure } from './measure.ts';
import type { MeasuredService } from './service.ts';
import { startStandaloneService } from './standalone.ts';
import { readTemplates } from './statements.ts';
import { serviceTable } from './table.ts';

const [mode = 'standalone', sizes = '100,1000', callers = '10', single = '50'] = process.argv.slice(2);

const services: Readonly<Record<string, () => Promise<MeasuredService>>> = {
  standalone: () => startStandaloneService(workDir),
  kubernetes: () => startKubernetesService(process.env),
};

/** @throws Error that says what to give instead */
function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`${name} is "${text}"; give a whole number from 1 to 999999.`);
}

function readLoads(): readonly Load[] {
  if (!(mode in services)) throw new Error(`MODE is "${mode}"; give standalone or kubernetes.`);
  return loadsOf({
    templates: readTemplates(),
    sizes: sizes.split(',').map((size) => wholeNumber('SIZES', size)),
    callers: wholeNumber('CALLERS', callers),
    single: wholeNumber('SINGLE', single),
  });
}

/** The server would go on otherwise: a signal to this process alone does not reach it. */
function endWithSignals(service: MeasuredService): void {
  const end = (): void => {
    void service.end().finally(() => {
      rmSync(workDir, { recursive: true, force: true });
      process.exit(130);
    });
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

async function run(loads: readonly Load[], name: string, start: () => Promise<MeasuredService>): Promise<void> {
  const service = await start();
  endWithSignals(service);
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
  const loads = readLoads();
  console.log(machineOf(join(repository, '.venv', 'bin', 'python')));
  const start = services[mode];
  if (start !== undefined) await run(loads, mode, start);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
