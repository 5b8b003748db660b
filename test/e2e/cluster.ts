import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { Kubectl } from './kubectl.ts';
import { waitFor } from './waiting.ts';

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
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

  /** SIGKILL to the first process of a pod, from outside its container. */
  async kill(pod: string): Promise<void> {
    if (this.#kind === 'given') {
      // On somebody else's cluster nobody gives us the node: an immediate deletion is the nearest thing.
      await this.#kubectl.run(['delete', 'pod', pod, '--grace-period', '0', '--force']);
    } else {
      await execa('test/cluster/kill-container', [this.#kubectl.namespace, pod, 'SIGKILL']);
    }
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
