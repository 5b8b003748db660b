import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EnginePool, EnginePoolOptions } from '../../index.ts';
import { engineDir, newTestPool, testProfile } from '../testPool.ts';

const probeDir = fileURLToPath(new URL('.', import.meta.url));

/** What the kernel is made to offer to the engine; `free` leaves the sandbox out, for comparison. */
export type ProbeKind = 'whole' | 'without landlock' | 'without seccomp' | 'refused landlock' | 'early thread' | 'free';

/** An engine folder whose `main.py` is this Python text, with the real engine on the module path. */
export async function makeEngineDir(script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-probe-'));
  const paths = `import sys\nsys.path[:0] = ${JSON.stringify([engineDir, probeDir])}\n`;
  await writeFile(join(folder, 'main.py'), paths + script);
  return folder;
}

/** Engines that try what they are asked to instead of linting; see `probe.py`. */
export class ProbePool {
  readonly #pool: EnginePool;
  readonly #folder: string;
  readonly #profile = testProfile();

  private constructor(pool: EnginePool, folder: string) {
    this.#pool = pool;
    this.#folder = folder;
  }

  /** Resolves when an engine is ready. @throws EngineStartError when none starts */
  static async open(kind: ProbeKind, options: Partial<EnginePoolOptions> = {}): Promise<ProbePool> {
    const folder = await makeEngineDir(`import probe\nprobe.serve(${JSON.stringify(kind)})\n`);
    const probes = new ProbePool(newTestPool({ ...options, engineDir: folder }), folder);
    try {
      await probes.#pool.engineVersion();
    } catch (error) {
      await probes.stop();
      throw error;
    }
    return probes;
  }

  /** `done`, the name of the errno with which the kernel denied it, or what happened to the engine. */
  async try(attempt: string, on: unknown = null): Promise<string> {
    const text = JSON.stringify({ attempt, on });
    const outcome = await this.#pool.analyse({ profile: this.#profile, text, fileName: 'probe.sql' });
    return outcome.ok ? 'linted' : outcome.message;
  }

  async stop(): Promise<void> {
    await this.#pool.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
