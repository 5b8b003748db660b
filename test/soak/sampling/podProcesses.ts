import { readdirSync, readFileSync } from 'node:fs';

/** What the processes of a pod hold together. */
export interface PodUse {
  /** Bytes that are resident; what processes share is counted for each. */
  readonly rss: number;
  readonly openFiles: number;
}

/**
 * The uid of the pod that a process belongs to, by its control group: `.../pod<uid>/<container>`, where systemd's names
 * have underscores. Undefined for a process of no pod.
 */
export function podUidOf(cgroups: string): string | undefined {
  return /[/-]pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12})/.exec(cgroups)?.[1]?.replaceAll('_', '-');
}

/**
 * The use of every pod whose processes this machine can see, by the pod's uid: those of a local cluster, and of kind. What
 * ends while it is looked at does not count.
 */
export function usesByPod(proc = '/proc'): ReadonlyMap<string, PodUse> {
  const uses = new Map<string, PodUse>();
  for (const pid of readdirSync(proc).filter((name) => /^\d+$/.test(name))) {
    const use = useOf(`${proc}/${pid}`);
    if (use === undefined) continue;
    const { rss, openFiles } = uses.get(use.pod) ?? { rss: 0, openFiles: 0 };
    uses.set(use.pod, { rss: rss + use.rss, openFiles: openFiles + use.openFiles });
  }
  return uses;
}

function useOf(folder: string): (PodUse & { readonly pod: string }) | undefined {
  try {
    const pod = podUidOf(readFileSync(`${folder}/cgroup`, 'utf8'));
    if (pod === undefined) return undefined;
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1];
    return { pod, rss: Number(kilobytes ?? 0) * 1024, openFiles: readdirSync(`${folder}/fd`).length };
  } catch {
    return undefined;
  }
}
