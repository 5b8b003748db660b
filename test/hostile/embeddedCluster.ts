import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import { jobIdOf } from '@sqllint/core/job/identity';
import { createLogger } from '@sqllint/core/logging/logger';
import type { SqlLintJobSpecInput } from '@sqllint/core/resource/sqlLintJob';
import { openStore } from '@sqllint/core/store/open';
import type { Store, TaskRecord } from '@sqllint/core/store/types';
import { createOperator, noEvents, openRunnerProcesses } from '@sqllint/operator';
import { python as venvPython } from '../../lint-runner/src/engine/testdata/testPool.ts';
import { eventually } from '../../operator/test/eventually.ts';

export interface EndedJob {
  readonly phase: string;
  readonly tasks: readonly TaskRecord[];
}

/** What a runner wrote to its log when it replaced an engine. */
export interface Replacement {
  readonly reason: string;
  readonly file: string;
  readonly strikes: number;
}

/** The operator with runner processes of its own, as in `sqllint standalone`, in a temporary folder. */
export interface EmbeddedCluster {
  readonly store: Store;
  put(path: string, bytes: Uint8Array): void;
  /** Creates a job and waits until it has ended. */
  run(name: string, spec: SqlLintJobSpecInput): Promise<EndedJob>;
  /** Replaced engines so far, in order. */
  replacements(): readonly Replacement[];
  /** The most mebibytes of memory that each runner had so far, by its process id. */
  peakMib(): ReadonlyMap<number, number>;
  stop(): Promise<void>;
}

export interface EmbeddedClusterOptions {
  readonly engines: number;
  readonly engineMemoryMib: number;
  readonly python?: string;
  /** How long `run` waits. */
  readonly withinMs: number;
}

const standby = fileURLToPath(import.meta.resolve('@sqllint/lint-runner/standby'));
/** Of a native stack: how deep a recursion must be to crash depends on it. */
const stackKib = 8192;

export async function openEmbeddedCluster(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
  const dir = mkdtempSync(join(tmpdir(), 'hostile-'));
  const [shareDir, logFile, clusterPath] = [join(dir, 'share'), join(dir, 'runner.log'), join(dir, 'cluster.db')];
  mkdirSync(join(shareDir, 'archives'), { recursive: true });
  const databaseUrl = `sqlite://${join(dir, 'store.db')}`;
  const store = await openStore({ url: databaseUrl });
  await store.migrate();
  const resources = openEmbeddedJobs({ path: clusterPath });
  const logger = createLogger({ name: 'test', level: 'silent' });
  const shell = `ulimit -s ${stackKib}; echo $$ >> ${dir}/pids; exec "$@" 2>> ${logFile}`;
  const runners = openRunnerProcesses({
    command: ['/bin/sh', '-c', shell, 'sh', process.execPath, '--disable-warning=ExperimentalWarning', standby],
    env: {
      PATH: process.env.PATH,
      SQLLINT_CLUSTER_PATH: clusterPath,
      SQLLINT_SHARE_DIR: shareDir,
      SQLLINT_DATABASE_URL: databaseUrl,
      SQLLINT_ENGINES: String(options.engines),
      SQLLINT_ENGINE_MEMORY_MIB: String(options.engineMemoryMib),
      SQLLINT_PYTHON: options.python ?? venvPython,
    },
    slots: 1,
    jobsEach: 1,
    logger,
  });
  const operator = createOperator({
    cluster: { jobs: resources, workloads: runners, events: noEvents },
    store,
    logger,
  });
  await operator.start();
  operator.lead();

  return {
    store,
    put(path, bytes) {
      mkdirSync(dirname(join(shareDir, path)), { recursive: true });
      writeFileSync(join(shareDir, path), bytes);
    },
    async run(name, spec) {
      const job = await resources.create({ namespace: 'default', name, spec });
      const phase = await eventually(
        `${name} ends`,
        async () => {
          const found = await resources.get({ namespace: 'default', name });
          return found?.status?.completionTime === undefined ? undefined : found.status.phase;
        },
        options.withinMs,
      );
      return { phase, tasks: await store.tasks.page(jobIdOf(job), 0, 10_000) };
    },
    replacements: () =>
      linesOf(logFile)
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => msg === 'an engine is replaced')
        .map(({ reason, file, strikes }) => ({ reason, file, strikes })),
    peakMib: () => new Map(linesOf(join(dir, 'pids')).map((pid) => [Number(pid), peakMibOf(pid)])),
    async stop() {
      await operator.stop();
      await runners.stop();
      resources.close();
      await store.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function peakMibOf(pid: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.ceil(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
}
