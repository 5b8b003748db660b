import { once } from 'node:events';
import { join } from 'node:path';
import type { JobRef } from '../../../core/src/cluster/jobResources.ts';
import type { FromRunner, ToRunner } from '../../../lint-runner/src/standby/messages.ts';
import { repository } from '../../standalone/startStandalone.ts';
import { treeCpuMs, untilQuiet } from '../processTree.ts';
import type { Sample } from '../series.ts';
import { type Measured, type MeasuredProcess, runProcess } from './runProcess.ts';

export interface RunnerOptions {
  /** The folder of the test bench: share, store and resources. */
  readonly dir: string;
  readonly engines: number;
  /** Where its JSON lines go. */
  readonly logFile: string;
}

/** A runner from its first instruction to its exit, with one job in between; engines start when a file needs them. */
export async function timeRunnerFromNothing(options: RunnerOptions, job: JobRef): Promise<Measured> {
  const runner = startRunner(options, { warm: '0' });
  return await withoutRemains(runner, async () => {
    await answerOf(runner, 'ready');
    await runOne(runner, job);
    runner.watch.look();
    tell(runner, { type: 'shutdown' });
    return await runner.ended;
  });
}

/** A runner that has started its engines and waits: from the assignment to the answer. */
export async function timeStandingRunner(options: RunnerOptions, job: JobRef): Promise<Measured> {
  const runner = startRunner(options, { warm: '1' });
  return await withoutRemains(runner, async () => {
    await answerOf(runner, 'ready');
    await untilQuiet(runner.child.pid ?? 0);
    const sample = await timeAssignment(runner, job);
    runner.watch.look();
    tell(runner, { type: 'shutdown' });
    const { memory } = await runner.ended;
    return { ...sample, memory };
  });
}

async function timeAssignment(runner: MeasuredProcess, job: JobRef): Promise<Sample> {
  const root = runner.child.pid ?? 0;
  const cpuBefore = treeCpuMs(root);
  const started = performance.now();
  await runOne(runner, job);
  const wallMs = performance.now() - started;
  return { wallMs, cpuMs: treeCpuMs(root) - cpuBefore };
}

function startRunner(
  { dir, engines, logFile }: RunnerOptions,
  { warm }: { readonly warm: '0' | '1' },
): MeasuredProcess {
  const entry = join(repository, 'lint-runner', 'src', 'standby.ts');
  return runProcess({
    command: [process.execPath, '--disable-warning=ExperimentalWarning', entry],
    cwd: dir,
    logFile,
    goodExits: [0],
    env: {
      PATH: process.env.PATH,
      SQLLINT_CLUSTER_PATH: join(dir, 'cluster.db'),
      SQLLINT_SHARE_DIR: join(dir, 'share'),
      SQLLINT_DATABASE_URL: `sqlite://${join(dir, 'store.db')}`,
      SQLLINT_ENGINES: String(engines),
      SQLLINT_PYTHON: join(repository, '.venv', 'bin', 'python'),
      SQLLINT_LOG_LEVEL: 'warn',
      SQLLINT_WARM: warm,
    },
  });
}

/** @throws Error when the runner does not finish the job */
async function runOne(runner: MeasuredProcess, { namespace, name }: JobRef): Promise<void> {
  tell(runner, { type: 'assign', assignment: name, namespace, name });
  const answer = await answerOf(runner, 'finished');
  if (answer.type === 'finished' && answer.exitCode !== 0) throw new Error(`The runner gave up: ${answer.message}`);
}

function tell({ child }: MeasuredProcess, message: ToRunner): void {
  child.send(message);
}

async function answerOf({ child, ended }: MeasuredProcess, type: FromRunner['type']): Promise<FromRunner> {
  const early = ended.then(() => Promise.reject(new Error(`The runner ended before it was ${type}.`)));
  const [answer] = await Promise.race([once(child, 'message'), early]);
  if ((answer as FromRunner).type !== type) throw new Error(`The runner said ${JSON.stringify(answer)}, not ${type}.`);
  return answer as FromRunner;
}

/** A runner leaves when its channel closes, whatever has gone wrong here. */
async function withoutRemains<Result>(runner: MeasuredProcess, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } finally {
    if (runner.child.connected) runner.child.disconnect();
    await runner.ended.catch(() => undefined);
  }
}
