import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { Kubectl } from './kubectl.ts';
import { waitFor } from './waiting.ts';

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase: string };
}

/** Does to pods what a node's bad day does. */
export class Cluster {
  readonly #kubectl: Kubectl;
  /** `local`, `kind`, or `given`. */
  readonly #kind: string;

  constructor(kubectl: Kubectl, kind: string) {
    this.#kubectl = kubectl;
    this.#kind = kind;
  }

  static async kindOf(checkout: string): Promise<string> {
    return (await readFile(`${checkout}/.cluster/kind`, 'utf8')).trim();
  }

  async pods(selector: string): Promise<readonly Pod[]> {
    const list = await this.#kubectl.json<{ items: readonly Pod[] }>(['get', 'pods', '--selector', selector]);
    return list.items;
  }

  async runningPods(selector: string): Promise<readonly Pod[]> {
    return (await this.pods(selector)).filter((pod) => pod.status.phase === 'Running');
  }

  /** Whether the programs of the node can be reached from here. */
  get isLocal(): boolean {
    return this.#kind === 'local';
  }

  /** SIGKILL to the first process of a pod, from outside its container. */
  async kill(pod: string): Promise<void> {
    if (this.#kind === 'given') {
      // On somebody else's cluster nobody gives us the node: an immediate deletion is the nearest thing.
      await this.#kubectl.run(['delete', 'pod', pod, '--grace-period', '0', '--force']);
    } else {
      await this.signal(pod, 'SIGKILL');
    }
  }

  /** To the first process of a pod; not on a given cluster. */
  async signal(pod: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    await execa('test/cluster/kill-container', [this.#kubectl.namespace, pod, signal]);
  }

  /** To a program of the node, which is started again when it ends; only where the cluster is local. */
  async signalProgram(program: 'kube-apiserver' | 'etcd', signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    await execa('test/cluster/signal-program', [program, signal]);
  }

  /** Waits until the API answers, for instance after it was killed. */
  async apiAnswers(): Promise<void> {
    await waitFor(
      'the API server to answer',
      async () => ((await this.#kubectl.attempt(['get', '--raw', '/readyz'])).exitCode === 0 ? true : undefined),
      { timeoutMs: 60_000 },
    );
  }

  /** Waits until a workload has as many ready pods as it wants. */
  async rolledOut(workload: string, timeoutMs = 120_000): Promise<void> {
    await waitFor(
      `${workload} to be ready`,
      async () => {
        const { exitCode } = await this.#kubectl.attempt(['rollout', 'status', workload, '--timeout', '5s']);
        return exitCode === 0 ? true : undefined;
      },
      { timeoutMs },
    );
  }
}
