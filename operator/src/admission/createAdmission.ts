import type { JobRef } from '@sqllint/core/cluster/jobResources';
import { type Candidate, compareCandidates, WaitingLine } from './waitingLine.ts';

/** How many jobs may have runners of their own at once. */
export interface AdmissionLimits {
  readonly installation: number;
  /** Of one namespace; `Infinity` for no limit of its own. */
  readonly namespace: number;
}

/** What a job that asks for a slot is told. */
export type SlotAnswer =
  | { readonly kind: 'admitted' }
  | {
      readonly kind: 'waiting';
      /** From 1, among the waiting jobs of its namespace. */
      readonly place: number;
      /** Waiting jobs of its namespace. */
      readonly waiting: number;
      /** What is full. `unknown`: what runs already has not been seen yet, so nobody is admitted. */
      readonly full: 'installation' | 'namespace' | 'unknown';
      /** Of what is full. */
      readonly limit: number;
    };

export interface Admission {
  /** Counts a job that has runners already, whatever the limits say now. */
  hold(job: JobRef & { readonly uid: string }): void;
  /** Nobody is admitted before this: everything that runs must have been counted first. */
  open(): void;
  /** Asks for a slot, or for the place in the line; asking again changes nothing but the priority. */
  request(candidate: Candidate): SlotAnswer;
  /** The job needs no slot (any more). The next in line is admitted and told. */
  release(uid: string): void;
  readonly held: number;
  readonly waiting: number;
}

/**
 * Slots for jobs, reserved in memory: what was granted counts from that moment, not from when Kubernetes shows it.
 *
 * Namespaces take turns: the next slot goes to the one that holds the fewest, and within it to the job of the highest
 * priority, then the oldest. A priority is a tenant's own word about its own jobs; it must not starve another tenant.
 * @param options.onAdmitted called for a job that waited, once it has its slot; must only enqueue
 */
export function createAdmission(options: {
  readonly limits: AdmissionLimits;
  readonly onAdmitted: (job: JobRef) => void;
}): Admission {
  const { limits, onAdmitted } = options;
  /** Namespaces by the uid of the job that holds a slot. */
  const holders = new Map<string, string>();
  const heldBy = new Map<string, number>();
  const lines = new Map<string, WaitingLine>();
  const candidates = new Map<string, Candidate>();
  let opened = false;

  const held = (namespace: string): number => heldBy.get(namespace) ?? 0;

  const count = (namespace: string, change: 1 | -1): void => {
    const now = held(namespace) + change;
    if (now === 0) heldBy.delete(namespace);
    else heldBy.set(namespace, now);
  };

  const reserve = (uid: string, namespace: string): void => {
    if (holders.has(uid)) return;
    holders.set(uid, namespace);
    count(namespace, 1);
  };

  const leave = (candidate: Candidate): void => {
    candidates.delete(candidate.uid);
    const line = lines.get(candidate.namespace);
    line?.remove(candidate);
    if (line?.length === 0) lines.delete(candidate.namespace);
  };

  const join = (candidate: Candidate): void => {
    const before = candidates.get(candidate.uid);
    if (before !== undefined && compareCandidates(before, candidate) === 0) return;
    if (before !== undefined) leave(before);
    const line = lines.get(candidate.namespace) ?? new WaitingLine();
    line.insert(candidate);
    lines.set(candidate.namespace, line);
    candidates.set(candidate.uid, candidate);
  };

  const next = (): Candidate | undefined => {
    if (!opened || holders.size >= limits.installation) return undefined;
    let best: Candidate | undefined;
    for (const { first } of lines.values()) {
      if (first === undefined || held(first.namespace) >= limits.namespace) continue;
      if (best === undefined || compareTurns(first, best) < 0) best = first;
    }
    return best;
  };

  const compareTurns = (a: Candidate, b: Candidate): number =>
    held(a.namespace) - held(b.namespace) || compareCandidates(a, b);

  /** @param asking who learns of its slot by the answer */
  const grant = (asking?: string): void => {
    for (let candidate = next(); candidate !== undefined; candidate = next()) {
      leave(candidate);
      reserve(candidate.uid, candidate.namespace);
      if (candidate.uid !== asking) onAdmitted({ namespace: candidate.namespace, name: candidate.name });
    }
  };

  const full = (namespace: string) => {
    if (!opened) return { full: 'unknown', limit: limits.installation } as const;
    return held(namespace) >= limits.namespace && holders.size < limits.installation
      ? ({ full: 'namespace', limit: limits.namespace } as const)
      : ({ full: 'installation', limit: limits.installation } as const);
  };

  return {
    hold: ({ uid, namespace }) => {
      const candidate = candidates.get(uid);
      if (candidate !== undefined) leave(candidate);
      reserve(uid, namespace);
    },
    open: () => {
      opened = true;
      grant();
    },
    request: (candidate) => {
      if (holders.has(candidate.uid)) return { kind: 'admitted' };
      join(candidate);
      grant(candidate.uid);
      const line = lines.get(candidate.namespace);
      if (holders.has(candidate.uid) || line === undefined) return { kind: 'admitted' };
      return {
        kind: 'waiting',
        place: line.placeOf(candidate),
        waiting: line.length,
        ...full(candidate.namespace),
      };
    },
    release: (uid) => {
      const candidate = candidates.get(uid);
      if (candidate !== undefined) leave(candidate);
      const namespace = holders.get(uid);
      if (namespace === undefined) return;
      holders.delete(uid);
      count(namespace, -1);
      grant();
    },
    get held() {
      return holders.size;
    },
    get waiting() {
      return candidates.size;
    },
  };
}
