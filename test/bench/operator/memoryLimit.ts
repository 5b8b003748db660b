import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The memory of a container, as the kernel limits it: V8 chooses the size of its heap by it. */
export interface MemoryLimit {
  readonly description: string;
  /** The command that runs another one within the limit. */
  wrap(command: readonly string[]): readonly string[];
  remove(): Promise<void>;
}

const units: Readonly<Record<string, number>> = { '': 1, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 };

/** Bytes of a Kubernetes quantity such as `512Mi`. */
export function bytesOf(quantity: string): number {
  const [, number = '', unit = ''] = /^(\d+)(Ki|Mi|Gi)?$/.exec(quantity) ?? [];
  const bytes = Number(number) * (units[unit] ?? Number.NaN);
  if (number === '' || Number.isNaN(bytes)) throw new Error(`${quantity} is not a quantity such as 512Mi.`);
  return bytes;
}

/** A control group of that name; without one where the machine allows none. */
export function limitMemory(name: string, quantity: string): MemoryLimit {
  const bytes = String(bytesOf(quantity));
  const unified = existsSync('/sys/fs/cgroup/cgroup.controllers');
  const folder = join('/sys/fs/cgroup', unified ? '' : 'memory', name);
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, unified ? 'memory.max' : 'memory.limit_in_bytes'), bytes);
  } catch {
    return { description: 'without a memory limit', wrap: (command) => command, remove: async () => undefined };
  }
  const enter = `echo $$ >${join(folder, 'cgroup.procs')} && exec "$@"`;
  return {
    description: `memory limited to ${quantity}`,
    wrap: (command) => ['/bin/sh', '-c', enter, 'sh', ...command],
    remove: () => removeWhenEmpty(folder),
  };
}

/** The kernel takes a moment to empty it after its last process. */
async function removeWhenEmpty(folder: string): Promise<void> {
  for (let tries = 0; existsSync(folder); tries += 1) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if (tries > 50) throw error;
      await sleep(100);
    }
  }
}
