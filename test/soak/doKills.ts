import { setTimeout as sleep } from 'node:timers/promises';
import type { Kill } from './kills.ts';
import type { World } from './world.ts';

export interface DoneKill extends Kill {
  /** The pod; undefined when there was nothing to kill. */
  readonly pod: string | undefined;
}

const runners = 'app.kubernetes.io/component in (lint-runner, pool-runner)';
const tries = 3;
const retryMs = 1_000;
/** How long is waited for a runner with files in work, and between two looks. */
const busyMs = 20_000;
const lookMs = 200;

/** Kills as planned. Which of the runners, chance says. */
export async function doKills(
  world: World,
  options: {
    readonly kills: readonly Kill[];
    readonly startedAt: number;
    readonly random: () => number;
    readonly signal: AbortSignal;
    readonly onKill: (kill: DoneKill) => void;
  },
): Promise<void> {
  const { kills, startedAt, random, signal, onKill } = options;
  for (const kill of kills) {
    await sleep(Math.max(0, startedAt + kill.atMs - Date.now()), undefined, { signal });
    const pod = await killOne(world, kill, random);
    onKill({ ...kill, atMs: Date.now() - startedAt, pod });
  }
}

/** A pod may end between the look and the kill, so another one is tried. */
async function killOne(world: World, kill: Kill, random: () => number): Promise<string | undefined> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    try {
      const pod = kill.what === 'leader' ? await world.installation.leader() : await someRunner(world, random);
      if (pod === undefined) return undefined;
      if (kill.how === 'signal') await world.cluster.kill(pod);
      else await world.kubectl.run(['delete', 'pod', pod, '--grace-period', '0', '--force', '--wait=false']);
      return pod;
    } catch {
      await sleep(retryMs);
    }
  }
  return undefined;
}

/** One that has files in work, since only there is something to lose; any other when none gets some in time. */
async function someRunner({ cluster, database }: World, random: () => number): Promise<string | undefined> {
  const deadline = Date.now() + busyMs;
  while (Date.now() < deadline) {
    const owners = await database.query<{ owner: string }>(
      "select distinct lease_owner as owner from linting_tasks where status = 'IN_PROGRESS' and lease_owner is not null",
    );
    const running = owners.length > 0 ? await runningPods(cluster) : [];
    // A runner names itself after its pod.
    const busy = running.filter((pod) => owners.some(({ owner }) => owner.startsWith(pod)));
    if (busy.length > 0) return oneOf(busy, random);
    await sleep(lookMs);
  }
  return oneOf(await runningPods(cluster), random);
}

async function runningPods(cluster: World['cluster']): Promise<readonly string[]> {
  return (await cluster.runningPods(runners)).map(({ metadata }) => metadata.name);
}

function oneOf(pods: readonly string[], random: () => number): string | undefined {
  return pods[Math.floor(random() * pods.length)];
}
