import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startStandalone } from '../../standalone/startStandalone.ts';
import { cpuOfTree } from './processCpu.ts';
import type { MeasuredService } from './service.ts';
import { untilQuiet } from './untilQuiet.ts';

/**
 * `sqllint standalone` with a new data folder and settings as shipped; its engines are loaded when this resolves.
 * @param workDir its data and its log go there
 */
export async function startStandaloneService(workDir: string): Promise<MeasuredService> {
  const dataDir = join(workDir, 'data');
  const server = await startStandalone({ dataDir, logFile: join(workDir, 'server.log') });
  const cpu = async () => cpuOfTree(server.pid, partOf);
  await untilQuiet({ cpu, idleMsPerSecond });
  return {
    url: server.url,
    headers: {},
    cpu,
    idleMsPerSecond,
    end: async () => {
      await server.end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Heartbeats and watches go on for ever; starting engines and unfinished jobs take far more. */
const idleMsPerSecond = 50;

/** An engine that was recycled counts as an engine still. */
function partOf(command: string): { readonly part: string; readonly endedPart: string } {
  if (/sqllint_engine|engine\/main\.py/.test(command)) return { part: 'engines', endedPart: 'engines' };
  if (command.includes('standby')) return { part: 'runners', endedPart: 'engines' };
  return { part: 'server', endedPart: 'server' };
}
