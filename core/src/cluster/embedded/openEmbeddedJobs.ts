import { randomUUID } from 'node:crypto';
import type { SqlLintJob } from '../../resource/sqlLintJob.ts';
import { AlreadyExistsError, NotFoundError } from '../errors.ts';
import type { JobRef, JobResources } from '../jobResources.ts';
import { openProfileFolder } from './openProfileFolder.ts';
import { type Durability, openResourceTable, type ResourceTable } from './resourceTable.ts';
import { syncTogether } from './syncTogether.ts';
import {
  isReleased,
  markedForDeletion,
  newJob,
  withFinalizer,
  withProgress,
  withSpec,
  withStatus,
} from './transitions.ts';
import { watchTable } from './watchTable.ts';

export interface EmbeddedJobResources extends JobResources {
  /** Stops all watches and closes the file. */
  close(): void;
}

export interface EmbeddedOptions {
  /** The SQLite file; it is created, with its folder, when missing. */
  readonly path: string;
  /** The folder of the SqlLintProfiles; without it there are none. */
  readonly profilesDir?: string;
  /** Milliseconds between looks for other processes' writes. */
  readonly pollMs?: number;
  readonly now?: () => number;
}

/**
 * SqlLintJobs in a SQLite file of their own, for `sqllint standalone`. Several processes may open the same file.
 * What a caller asked for (`create`, `patchSpec`, `delete`) survives `kill -9` and a power loss. What the operator and
 * the runners write survives `kill -9` only: after a power loss the operator finds it out again, and an fsync for each
 * step would be most of the time that a small job takes.
 */
export function openEmbeddedJobs(options: EmbeddedOptions): EmbeddedJobResources {
  const { pollMs = 50, now = Date.now } = options;
  const table = openResourceTable(options.path);
  const watches = watchTable(table, pollMs, now);
  const profiles = options.profilesDir === undefined ? undefined : openProfileFolder(options.profilesDir);
  const timestamp = (): string => new Date(now()).toISOString();

  const transact = <Result>(durability: Durability, work: () => Result): Result => {
    const { result, changes } = table.transaction(durability, work);
    watches.changed(changes);
    return result;
  };
  const createTogether = syncTogether<SqlLintJob>((work) => transact('durable', work));

  const change = (
    ref: JobRef,
    durability: Durability,
    transition: (job: SqlLintJob) => SqlLintJob,
    guard: (job: SqlLintJob) => boolean = () => true,
  ): SqlLintJob | undefined => {
    return transact(durability, () => {
      const stored = table.read(ref);
      if (stored === undefined || !guard(stored)) return undefined;
      return store(table, stored, transition(stored), now());
    });
  };
  const changeExisting = (...args: Parameters<typeof change>): SqlLintJob => {
    const job = change(...args);
    if (job === undefined) throw new NotFoundError(`There is no SqlLintJob ${args[0].namespace}/${args[0].name}.`);
    return job;
  };

  return {
    create: async (job) => {
      const candidate = newJob(job, { uid: randomUUID(), creationTimestamp: timestamp() });
      return await createTogether(() => {
        if (table.read(job)) throw new AlreadyExistsError(`SqlLintJob ${job.namespace}/${job.name} exists already.`);
        return table.write(candidate);
      });
    },
    get: async (ref) => table.read(ref),
    list: async (namespace) => table.list(namespace),
    watch: watches.open,
    patchSpec: async (ref, spec) => changeExisting(ref, 'durable', (job) => withSpec(job, spec)),
    applyStatus: async (ref, status) => changeExisting(ref, 'relaxed', (job) => withStatus(job, status)),
    applyProgress: async (ref, progress) => {
      changeExisting(ref, 'relaxed', (job) => withProgress(job, progress));
    },
    setFinalizer: async (seen, present) =>
      changeExisting(seen.metadata, 'relaxed', (job) => withFinalizer(job, seen, present)),
    delete: async (ref, uid) => {
      change(
        ref,
        'durable',
        (job) => markedForDeletion(job, timestamp()),
        (job) => job.metadata.uid === uid,
      );
    },
    getProfile: async (ref) => profiles?.getProfile(ref),
    listProfiles: async (namespace) => (await profiles?.listProfiles(namespace)) ?? [],
    readConfigMap: async () => undefined,
    check: async () => {
      table.version();
    },
    close: () => {
      watches.close();
      table.close();
    },
  };
}

function store(table: ResourceTable, before: SqlLintJob, after: SqlLintJob, now: number): SqlLintJob {
  if (isReleased(after)) {
    table.remove(after, now);
    return after;
  }
  return after === before ? before : table.write(after);
}
