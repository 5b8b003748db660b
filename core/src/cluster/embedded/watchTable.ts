import { ClusterUnavailableError } from '../errors.ts';
import type { JobEvent, JobRef, Watch } from '../jobResources.ts';
import { type Change, type ResourceTable, removalMemoryMs } from './resourceTable.ts';

export interface TableWatches {
  open(handler: (event: JobEvent) => void): Watch;
  /** To be called after a transaction of this process, with what it wrote. */
  changed(changes: readonly Change[]): void;
  close(): void;
}

interface Watcher {
  /** @param own what this process wrote since the last call */
  deliver(own: readonly Change[]): void;
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
  let own: Change[] = [];
  /** Undefined: look at the table whatever its version. */
  let seenData: number | undefined;

  const deliverAll = (): void => {
    const written = own;
    own = [];
    announced = false;
    orAtTheNextPoll(() => {
      for (const watcher of watchers) watcher.deliver(written);
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
  const changed = (changes: readonly Change[]): void => {
    if (watchers.size === 0) return;
    own.push(...changes);
    if (announced) return;
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
        deliver: (written) => {
          if (stopped) return;
          follow(written);
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
      changed([]);
      return { ready: ready.promise, stop: async () => watcher.stop() };
    },
    close: () => {
      for (const watcher of [...watchers]) watcher.stop();
    },
  };
}

/**
 * Returns a function that reports everything which happened since its last call. The table is read only when others may
 * have written in between: this process knows what it wrote itself.
 */
function followTable(
  table: ResourceTable,
  handler: (event: JobEvent) => void,
  now: () => number,
): (own: readonly Change[]) => void {
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
  const catchUp = (since: number, own: readonly Change[]): void => {
    for (const change of followsFrom(since, own) ? own : table.changesSince(since)) {
      version = change.version;
      if ('job' in change) report({ type: 'present', job: change.job });
      else report(goneEvent(change.removed));
    }
  };

  return (own) => {
    const slept = now() - lookedAt;
    lookedAt = now();
    if (version === undefined || slept > removalMemoryMs / 2) relist();
    else catchUp(version, own);
  };
}

/** Whether the changes are the very next ones, one after the other. */
function followsFrom(version: number, changes: readonly Change[]): boolean {
  return changes.length > 0 && changes.every((change, index) => change.version === version + index + 1);
}

function goneEvent(removed: JobRef & { readonly uid: string }): JobEvent {
  return { type: 'gone', ref: { namespace: removed.namespace, name: removed.name }, uid: removed.uid };
}
