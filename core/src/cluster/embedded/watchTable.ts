import { ClusterUnavailableError } from '../errors.ts';
import type { JobEvent, JobRef, Watch } from '../jobResources.ts';
import { type ResourceTable, removalMemoryMs } from './resourceTable.ts';

export interface TableWatches {
  open(handler: (event: JobEvent) => void): Watch;
  /** To be called after a write of this process. */
  changed(): void;
  close(): void;
}

interface Watcher {
  deliver(): void;
  stop(): void;
}

/**
 * Watches of the resource table: this process's writes are delivered in the next microtask, those of other processes by
 * polling SQLite's `data_version`, which costs microseconds.
 */
export function watchTable(table: ResourceTable, pollMs: number, now: () => number): TableWatches {
  const watchers = new Set<Watcher>();
  let poll: NodeJS.Timeout | undefined;
  let announced = false;
  /** Undefined: look at the table whatever its version. */
  let seenData: number | undefined;

  const deliverAll = (): void => {
    announced = false;
    orAtTheNextPoll(() => {
      for (const watcher of watchers) watcher.deliver();
    });
  };
  const orAtTheNextPoll = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ClusterUnavailableError)) throw error;
      seenData = undefined;
    }
  };
  const changed = (): void => {
    if (announced || watchers.size === 0) return;
    announced = true;
    queueMicrotask(deliverAll);
  };
  const lookForOthers = (): void =>
    orAtTheNextPoll(() => {
      const data = table.dataVersion();
      if (data === seenData) return;
      seenData = data;
      deliverAll();
    });
  const leave = (watcher: Watcher): void => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(poll);
    poll = undefined;
  };

  return {
    changed,
    open: (handler) => {
      const ready = Promise.withResolvers<void>();
      // A caller that stops without ever looking at `ready` must not crash the process.
      ready.promise.catch(() => undefined);
      let stopped = false;
      const unlessStopped = (event: JobEvent): void => {
        if (!stopped) handler(event);
      };
      const follow = followTable(table, unlessStopped, now);
      const watcher: Watcher = {
        deliver: () => {
          if (stopped) return;
          follow();
          ready.resolve();
        },
        stop: () => {
          stopped = true;
          leave(watcher);
          ready.reject(new Error('The watch was stopped before the first list was complete.'));
        },
      };
      watchers.add(watcher);
      poll ??= setInterval(lookForOthers, pollMs);
      changed();
      return { ready: ready.promise, stop: async () => watcher.stop() };
    },
    close: () => {
      for (const watcher of [...watchers]) watcher.stop();
    },
  };
}

/** Returns a function that reports everything which happened since its last call. */
function followTable(table: ResourceTable, handler: (event: JobEvent) => void, now: () => number): () => void {
  const known = new Map<string, JobRef>();
  let version: number | undefined;
  let lookedAt = now();

  const report = (event: JobEvent): void => {
    if (event.type === 'present') {
      const { uid, namespace, name } = event.job.metadata;
      known.set(uid, { namespace, name });
      handler(event);
    } else if (known.delete(event.uid)) {
      handler(event);
    }
  };
  const relist = (): void => {
    version = table.version();
    const jobs = table.list();
    const existing = new Set(jobs.map((job) => job.metadata.uid));
    for (const [uid, ref] of [...known]) if (!existing.has(uid)) report({ type: 'gone', ref, uid });
    for (const job of jobs) report({ type: 'present', job });
  };
  const catchUp = (since: number): void => {
    for (const change of table.changesSince(since)) {
      version = change.version;
      if ('job' in change) report({ type: 'present', job: change.job });
      else report(goneEvent(change.removed));
    }
  };

  return () => {
    const slept = now() - lookedAt;
    lookedAt = now();
    if (version === undefined || slept > removalMemoryMs / 2) relist();
    else catchUp(version);
  };
}

function goneEvent(removed: JobRef & { readonly uid: string }): JobEvent {
  return { type: 'gone', ref: { namespace: removed.namespace, name: removed.name }, uid: removed.uid };
}
