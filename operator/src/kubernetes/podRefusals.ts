import type { EventsV1Event } from '@kubernetes/client-node';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import type { Logger } from '@sqllint/core/logging/logger';
import { eventsPath } from './paths.ts';
import { millisecondsOf } from './timestamps.ts';

/** What kept the Job controller from making a pod. */
export interface PodRefusal {
  readonly message: string;
  /** When it was last said; milliseconds since the epoch, from whole seconds. */
  readonly at: number;
}

export interface PodRefusals {
  /**
   * The newest refusal of a pod of that Job. Never fails: without the right to list Events, or an API that answers, nothing
   * is known.
   */
  newest(namespace: string, jobUid: string): Promise<PodRefusal | undefined>;
}

export interface PodRefusalsOptions {
  readonly api: KubernetesApi;
  readonly logger: Logger;
  readonly now: () => number;
}

/** However many Jobs have no pods, a namespace's Events are listed only so often. */
const freshMs = 4_000;
/** Jobs of a namespace that can be explained at once; the API filters before it counts. */
const mostEvents = 1_000;

interface Read {
  readonly at: number;
  readonly refusals: Promise<ReadonlyMap<string, PodRefusal>>;
}

/**
 * A Job whose pods are refused (a quota, an admission policy, a missing account) has no pods and says nothing in its status;
 * only its Events tell.
 */
export function openPodRefusals({ api, logger, now }: PodRefusalsOptions): PodRefusals {
  const reads = new Map<string, Read>();

  const read = async (namespace: string): Promise<ReadonlyMap<string, PodRefusal>> => {
    try {
      const query = { fieldSelector: 'reason=FailedCreate,regarding.kind=Job', limit: mostEvents };
      const list = (await api.request({ method: 'GET', path: eventsPath(namespace), query })) as {
        readonly items?: readonly EventsV1Event[];
      };
      return newestByJob(list.items ?? []);
    } catch (error) {
      logger.warn({ err: error, namespace }, 'the events that say why Jobs have no pods could not be read');
      return new Map();
    }
  };

  const fresh = (namespace: string): Read => {
    const oldest = now() - freshMs;
    for (const [known, { at }] of reads) if (at <= oldest) reads.delete(known);
    const last = reads.get(namespace) ?? { at: now(), refusals: read(namespace) };
    reads.set(namespace, last);
    return last;
  };

  return { newest: async (namespace, jobUid) => (await fresh(namespace).refusals).get(jobUid) };
}

function newestByJob(events: readonly EventsV1Event[]): ReadonlyMap<string, PodRefusal> {
  const newest = new Map<string, PodRefusal>();
  for (const event of events) {
    const uid = event.regarding?.uid;
    const at = lastSaid(event);
    if (uid !== undefined && event.note !== undefined && at >= (newest.get(uid)?.at ?? 0)) {
      newest.set(uid, { message: withoutNames(event.note), at });
    }
  }
  return newest;
}

/** Each try has a pod name of its own; with it in the message, every try would be news. */
function withoutNames(note: string): string {
  return note
    .replace(/^\(combined from similar events\): /, '')
    .replace(/^Error creating: /, '')
    .replace(/^pods "(.+)-[a-z0-9]{5}"/, 'pods "$1-*"');
}

/** Recorders of the old Events API count repetitions with `deprecatedLastTimestamp`, those of the new one in a series. */
function lastSaid({ series, deprecatedLastTimestamp, eventTime, metadata }: EventsV1Event): number {
  const times = [series?.lastObservedTime, deprecatedLastTimestamp, eventTime, metadata?.creationTimestamp];
  return Math.max(0, ...times.map((time) => millisecondsOf(time as Date | string | undefined) ?? 0));
}
