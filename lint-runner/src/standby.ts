import { randomUUID } from 'node:crypto';
import { openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import { ConfigError, readConfig } from '@sqllint/core/config/readConfig';
import { createLogger } from '@sqllint/core/logging/logger';
import { openShare } from '@sqllint/core/share/openShare';
import { openStore } from '@sqllint/core/store/open';
import { z } from 'zod';
import { Turnstile } from './linting/turnstile.ts';
import { PoolHeartbeat } from './pool/poolHeartbeat.ts';
import { runnerEnvironment, settingsOf } from './runner/environment.ts';
import { openEngines } from './runner/openEngines.ts';
import { runJob } from './runner/runJob.ts';
import { signalOfTermination } from './runner/termination.ts';
import { Assignments } from './standby/assignments.ts';
import { type FromRunner, toRunnerSchema } from './standby/messages.ts';

/**
 * The runner of the embedded cluster: a child process that is told over Node's IPC channel which jobs to work on, and
 * keeps its engines in between. It leaves when the channel closes.
 */

const standbyEnvironment = runnerEnvironment.extend({
  SQLLINT_CLUSTER_PATH: z.string().min(1).describe('The SQLite file of the embedded resources.'),
  SQLLINT_WARM: z.enum(['0', '1']).default('0').describe('1: start the engines before there is work.'),
});

async function standBy(environment: z.infer<typeof standbyEnvironment>): Promise<void> {
  const logger = createLogger({ name: 'lint-runner', level: environment.SQLLINT_LOG_LEVEL });
  const resources = openEmbeddedJobs({ path: environment.SQLLINT_CLUSTER_PATH });
  const store = await openStore({ url: environment.SQLLINT_DATABASE_URL, logger });
  const share = openShare(environment.SQLLINT_SHARE_DIR);
  const engines = openEngines({
    python: environment.SQLLINT_PYTHON,
    size: environment.SQLLINT_ENGINES,
    memoryLimitMiB: environment.SQLLINT_ENGINE_MEMORY_MIB,
    logger,
  });
  const leave = async (): Promise<void> => {
    await engines.stop();
    await heartbeat.stop();
    await store.close();
    resources.close();
  };
  // Several standby runners share one environment, so the process makes its own name unique.
  const runnerId = `${environment.SQLLINT_RUNNER_ID}-${randomUUID()}`;
  const settings = settingsOf(environment);
  const parts = { runnerId, resources, store, share, engines, logger, settings, bigFiles: new Turnstile() };
  const heartbeat = new PoolHeartbeat(parts);
  const assignments = new Assignments({
    run: (ref, signal, onOutcome) =>
      runJob({ ...parts, ref, signal, onOutcome, heartbeat: (work) => heartbeat.of(work) }),
    send,
    onShutdown: () => {
      leave().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    },
  });
  process.on('message', (raw) => {
    const parsed = toRunnerSchema.safeParse(raw);
    if (parsed.success) assignments.receive(parsed.data);
    else logger.warn({ problem: parsed.error.message }, 'an unknown message was ignored');
  });
  process.on('disconnect', () => assignments.shutdown());
  // The server may have died while this process was loading, before anybody listened for it.
  if (!process.connected) assignments.shutdown();
  signalOfTermination().addEventListener('abort', () => assignments.shutdown());
  if (environment.SQLLINT_WARM === '1') engines.start();
  heartbeat.start();
  send({ type: 'ready' });
  await share.sweep().catch((error: unknown) => logger.warn({ err: error }, 'old temporary files could not be swept'));
}

/** Whoever is not connected any more does not want to hear. */
function send(message: FromRunner): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

try {
  await standBy(readConfig(standbyEnvironment, process.env));
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
