import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EndedPod, RunnersMessage, RunnersPlan } from './plan.ts';

export interface Runners {
  readonly pid: number;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Starts the process of the runners; it ends with this one. */
export async function startRunners(plan: RunnersPlan, onEnded: (pod: EndedPod) => void): Promise<Runners> {
  const child = fork(join(import.meta.dirname, 'main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ready = Promise.withResolvers<void>();
  const timer = setTimeout(() => ready.reject(new Error('The runners did not start.')), startTimeoutMs);
  child.on('message', (message: RunnersMessage) => {
    if ('ready' in message) ready.resolve();
    else for (const pod of message.pods) onEnded(pod);
  });
  child.once('exit', (code) => ready.reject(new Error(`The runners ended with ${code}.`)));
  child.send(plan);
  try {
    await ready.promise;
  } finally {
    clearTimeout(timer);
  }
  return { pid: child.pid ?? 0, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
