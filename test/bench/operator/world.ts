import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@sqllint/core/logging/logger';
import { openStore } from '@sqllint/core/store/open';
import { provideDatabase } from '../../integration/database/provideDatabase.ts';
import { repository } from '../../standalone/startStandalone.ts';
import { Installation } from './cluster/installation.ts';
import { limitMemory } from './memoryLimit.ts';
import { OperatorProcess } from './operatorProcess.ts';
import type { BenchOptions } from './options.ts';
import { podAccount } from './podAccount.ts';
import type { EndedPod } from './runners/plan.ts';
import { type Runners, startRunners } from './runners/startRunners.ts';

/** Where `test/bench/operator/run` has put what it started. */
export interface Places {
  readonly kubectl: string;
  readonly helm: string;
  readonly kubeconfig: string;
  /** The folder of the cluster, with its logs. */
  readonly clusterState: string;
}

/** All that the bench measures, and what it needs for it. */
export interface World {
  readonly installation: Installation;
  readonly namespaces: readonly string[];
  readonly operator: OperatorProcess;
  readonly runners: Runners;
  readonly auditLog: string;
  readonly clusterName: string;
  readonly output: string;
  readonly descriptions: readonly string[];
}

/** Things to take back, in the opposite order, as often as one likes. */
export class Cleanup {
  readonly #steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      await Promise.resolve()
        .then(step)
        .catch((error: unknown) => console.error(error));
    }
  }
}

export async function openWorld(
  options: BenchOptions,
  places: Places,
  cleanup: Cleanup,
  { logger, onPodEnded }: { readonly logger: Logger; readonly onPodEnded: (pod: EndedPod) => void },
): Promise<World> {
  const salt = randomBytes(3).toString('hex');
  const namespaces = Array.from({ length: options.namespaces }, (_, index) => `bench-${salt}-${index}`);
  const [first = ''] = namespaces;
  const dir = mkdtempSync(join(tmpdir(), 'sqllint-bench-operator-'));
  cleanup.add(() => rmSync(dir, { recursive: true, force: true }));
  const output = options.output === '' ? join(places.kubeconfig, '..', 'bench') : options.output;
  mkdirSync(output, { recursive: true });

  const database = await provideDatabase();
  cleanup.add(() => database.stop());
  const store = await openStore({ url: database.url, logger });
  await store.migrate();
  await store.close();

  const installation = new Installation({ ...places, repository, namespaces });
  cleanup.add(() => installation.uninstall());
  const container = await installation.install();
  const account = podAccount(join(dir, 'account'), await installation.as('operator', first), first);

  const memory = limitMemory(`sqllint-bench-${salt}`, container.resources.limits.memory);
  cleanup.add(() => memory.remove());
  const operator = new OperatorProcess({
    container,
    repository,
    namespaces,
    databaseUrl: database.url,
    concurrent: options.concurrent,
    account,
    port: await freePort(),
    output,
    memory,
    profile: options.profile,
  });
  cleanup.add(() => operator.kill('SIGTERM'));

  const shareDir = join(dir, 'share');
  mkdirSync(shareDir);
  const runners = await startRunners(
    {
      databaseUrl: database.url,
      connections: 20,
      shareDir,
      adminKubeconfig: readFileSync(places.kubeconfig, 'utf8'),
      namespaces: await Promise.all(
        namespaces.map(async (namespace) => ({
          namespace,
          kubeconfig: (await installation.as('runner', namespace)).exportConfig(),
        })),
      ),
    },
    onPodEnded,
  );
  cleanup.add(() => runners.stop());
  return {
    installation,
    namespaces,
    operator,
    runners,
    auditLog: join(places.clusterState, 'log', 'audit.log'),
    clusterName: places.clusterState.split('/').at(-1) ?? '',
    output,
    descriptions: [database.description, memory.description],
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
