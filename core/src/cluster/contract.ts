import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { attemptsMessage, finalPhaseMessage, type JobProgressStatus, type SqlLintJob } from '../resource/sqlLintJob.ts';
import { AlreadyExistsError, ConflictError, InvalidResourceError, NotFoundError } from './errors.ts';
import { finalizer } from './finalizer.ts';
import type { JobEvent, JobRef, JobResources, NewSqlLintJob, OperatorStatus, Watch } from './jobResources.ts';

export interface OpenedResources {
  readonly resources: JobResources;
  /** The same resources as another process sees them. */
  readonly others: JobResources;
  readonly namespace: string;
  /** Applies a SqlLintProfile as its author would, in place of what has its name. */
  putProfile(name: string, spec: object): Promise<void>;
  removeProfile(name: string): Promise<void>;
  close(): Promise<void>;
}

const inline = { inline: { sql: 'SELECT 1' } };

/** What every implementation of JobResources must do; a caller cannot tell one from another. */
export function describeJobResources(title: string, open: () => Promise<OpenedResources>): void {
  describe(title, () => {
    let opened: OpenedResources;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => opened?.close());

    const newRef = (): JobRef => ({ namespace: opened.namespace, name: `job-${randomUUID()}` });
    const create = (extra: Partial<NewSqlLintJob> = {}): Promise<SqlLintJob> =>
      opened.resources.create({ ...newRef(), spec: { source: inline }, ...extra });
    const existing = async (ref: JobRef): Promise<SqlLintJob> => {
      const job = await opened.others.get(ref);
      if (job === undefined) throw new Error(`${ref.name} is gone`);
      return job;
    };

    describe('creating', () => {
      test('fills in the defaults and what the API owns', async () => {
        const job = await create({ labels: { team: 'a' } });
        expect(job).toMatchObject({
          apiVersion: 'sqllint.dev/v1',
          kind: 'SqlLintJob',
          metadata: { generation: 1, labels: { team: 'a' }, namespace: opened.namespace },
          spec: {
            source: { inline: { sql: 'SELECT 1', fileName: 'inline.sql' } },
            profile: 'default',
            execution: 'Job',
            parallelism: 2,
            suspend: false,
            cancelled: false,
            ttlSecondsAfterFinished: 86400,
          },
        });
        expect(job.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
        expect(job.status).toBeUndefined();
        expect(await existing(job.metadata)).toEqual(job);
      });

      test('refuses a name that is taken', async () => {
        const job = await create();
        await expect(create({ name: job.metadata.name })).rejects.toThrow(AlreadyExistsError);
      });

      test.each<[string, NewSqlLintJob['spec'], RegExp]>([
        ['no source', { source: {} }, /exactly one of/],
        ['two sources', { source: { ...inline, file: { path: 'a.sql' } } }, /exactly one of/],
        ['too much parallelism', { source: inline, parallelism: 101 }, /spec\.parallelism.*101/],
        ['a text of too many bytes', { source: { inline: { sql: '测'.repeat(11_000) } } }, /inline.*32768/],
        ['a digest in capitals', { source: { file: { path: 'a.sql', sha256: 'A'.repeat(64) } } }, /sha256/],
      ])('refuses %s and says which field is wrong', async (_, spec, message) => {
        const failure = create({ spec });
        await expect(failure).rejects.toThrow(InvalidResourceError);
        await expect(failure).rejects.toThrow(message);
      });

      test('refuses a name that is no DNS name', async () => {
        await expect(create({ name: 'Not_A_Name' })).rejects.toThrow(InvalidResourceError);
        await expect(create({ namespace: 'Not.A.Label' })).rejects.toThrow(InvalidResourceError);
      });

      test.each([
        ['a key with spaces', { 'my team': 'a' }],
        ['a prefix that is no DNS name', { 'A_B/team': 'a' }],
        ['a value that ends with a dash', { team: 'a-' }],
        ['a value that is too long', { team: 'a'.repeat(64) }],
      ])('refuses a label with %s', async (_, labels) => {
        await expect(create({ labels })).rejects.toThrow(InvalidResourceError);
      });

      test('holds a finalizer from the first moment on, so that no deletion can come before it', async () => {
        const { metadata } = await create({ finalizers: [finalizer] });
        expect(metadata.finalizers).toEqual([finalizer]);
        await opened.others.delete(metadata, metadata.uid);
        const marked = await existing(metadata);
        expect(marked.metadata.deletionTimestamp).toBeDefined();
        await opened.resources.setFinalizer(marked, false);
        expect(await opened.resources.get(metadata)).toBeUndefined();
      });

      test('refuses a finalizer without a domain', async () => {
        await expect(create({ finalizers: ['mine'] })).rejects.toThrow(/metadata\.finalizers has "mine"/);
      });

      test('takes labels with a prefix and empty values', async () => {
        const labels = { 'example.com/team': 'A_b.c', empty: '' };
        expect((await create({ labels })).metadata.labels).toEqual(labels);
      });
    });

    describe('reading', () => {
      test('knows nothing of a resource that was never made', async () => {
        expect(await opened.resources.get(newRef())).toBeUndefined();
      });

      test('lists what exists, by namespace and altogether', async () => {
        const job = await create();
        const names = (jobs: readonly SqlLintJob[]) => jobs.map((found) => found.metadata.name);
        expect(names(await opened.resources.list(opened.namespace))).toContain(job.metadata.name);
        expect(names(await opened.resources.list())).toContain(job.metadata.name);
        expect(names(await opened.resources.list('kube-public'))).not.toContain(job.metadata.name);
      });

      test('answers a check', async () => {
        await expect(opened.resources.check()).resolves.toBeUndefined();
      });
    });

    describe('changing the spec', () => {
      test('changes what may change and raises the generation', async () => {
        const job = await create();
        const changed = await opened.resources.patchSpec(job.metadata, { cancelled: true, parallelism: 7 });
        expect(changed.spec).toEqual({ ...job.spec, cancelled: true, parallelism: 7 });
        expect(changed.metadata.generation).toBe(2);
        expect(changed.metadata.resourceVersion).not.toBe(job.metadata.resourceVersion);
      });

      test('keeps generation and version when nothing changes', async () => {
        const job = await create();
        expect(await opened.resources.patchSpec(job.metadata, { suspend: false })).toEqual(job);
      });

      test('refuses to change what is immutable', async () => {
        const job = await create();
        const change = { dialect: 'mysql' } as object;
        await expect(opened.resources.patchSpec(job.metadata, change)).rejects.toThrow(/spec\.dialect is immutable/);
      });

      test('refuses a value out of bounds', async () => {
        const job = await create();
        await expect(opened.resources.patchSpec(job.metadata, { parallelism: 0 })).rejects.toThrow(
          InvalidResourceError,
        );
      });

      test('says when the resource is not there', async () => {
        await expect(opened.resources.patchSpec(newRef(), { cancelled: true })).rejects.toThrow(NotFoundError);
      });
    });

    describe('the status', () => {
      const status: OperatorStatus = {
        observedGeneration: 1,
        phase: 'Processing',
        jobId: 'job-1',
        startTime: '2026-01-01T00:00:00Z',
        conditions: [
          {
            type: 'Running',
            status: 'True',
            reason: 'PodsStarted',
            message: '2 pods',
            lastTransitionTime: '2026-01-01T00:00:00Z',
          },
        ],
      };
      const progress: JobProgressStatus = {
        total: 3,
        succeeded: 1,
        failed: 0,
        cached: 0,
        updatedAt: '2026-01-01T00:00:05Z',
      };

      test('operator and runner each write their own part', async () => {
        const { metadata } = await create();
        await opened.resources.applyStatus(metadata, status);
        await opened.others.applyProgress(metadata, progress);
        expect((await existing(metadata)).status).toEqual({ ...status, progress });
        const { startTime: _, ...smaller } = { ...status, phase: 'Completed' as const };
        const after = await opened.resources.applyStatus(metadata, smaller);
        expect(after.status).toEqual({ ...smaller, progress });
        expect(after.metadata.generation).toBe(1);
      });

      test('a progress may come before the operator wrote anything', async () => {
        const { metadata } = await create();
        await opened.others.applyProgress(metadata, progress);
        expect((await existing(metadata)).status).toEqual({ progress });
      });

      test('a late progress does not undo a newer one', async () => {
        const { metadata } = await create();
        await opened.others.applyProgress(metadata, progress);
        await opened.others.applyProgress(metadata, { ...progress, succeeded: 0, updatedAt: '2026-01-01T00:00:04Z' });
        expect((await existing(metadata)).status?.progress).toEqual(progress);
      });

      test('writing the same status again changes no version', async () => {
        const { metadata } = await create();
        const once = await opened.resources.applyStatus(metadata, status);
        const twice = await opened.resources.applyStatus(metadata, status);
        expect(twice.metadata.resourceVersion).toBe(once.metadata.resourceVersion);
      });

      test('a status that is not one is refused', async () => {
        const { metadata } = await create();
        const wrong = { phase: 'Nearly' } as object;
        await expect(opened.resources.applyStatus(metadata, wrong)).rejects.toThrow(InvalidResourceError);
      });

      test('a terminal phase is final, and attempts are only counted upwards', async () => {
        const { metadata } = await create();
        const { startTime: _, ...rest } = status;
        const workload = { attempt: 2, failures: 0, createdAt: '2026-01-01T00:00:00Z' };
        await opened.resources.applyStatus(metadata, { ...rest, workload });
        for (const stale of [{ ...rest, workload: { ...workload, attempt: 1 } }, rest]) {
          await expect(opened.resources.applyStatus(metadata, stale)).rejects.toThrow(attemptsMessage);
        }
        await opened.resources.applyStatus(metadata, { ...rest, phase: 'Completed', workload });
        const back = opened.resources.applyStatus(metadata, { ...rest, phase: 'Processing', workload });
        await expect(back).rejects.toThrow(finalPhaseMessage);
        expect((await existing(metadata)).status?.phase).toBe('Completed');
      });

      test('both say when the resource is not there', async () => {
        await expect(opened.resources.applyStatus(newRef(), status)).rejects.toThrow(NotFoundError);
        await expect(opened.resources.applyProgress(newRef(), progress)).rejects.toThrow(NotFoundError);
      });
    });

    describe('deleting', () => {
      test('removes a resource without finalizers at once', async () => {
        const { metadata } = await create();
        await opened.resources.delete(metadata, metadata.uid);
        expect(await opened.resources.get(metadata)).toBeUndefined();
      });

      test('waits for the finalizer, and removes the resource with it', async () => {
        const held = await opened.resources.setFinalizer(await create(), true);
        expect(held.metadata.finalizers).toEqual([finalizer]);
        await opened.resources.delete(held.metadata, held.metadata.uid);
        const marked = await existing(held.metadata);
        expect(marked.metadata.deletionTimestamp).toBeDefined();
        expect(marked.metadata.generation).toBeGreaterThan(held.metadata.generation);
        await opened.resources.setFinalizer(marked, false);
        expect(await opened.resources.get(held.metadata)).toBeUndefined();
      });

      test('marks only once', async () => {
        const { metadata } = await opened.resources.setFinalizer(await create(), true);
        await opened.resources.delete(metadata, metadata.uid);
        const marked = await existing(metadata);
        await opened.resources.delete(metadata, metadata.uid);
        expect(await existing(metadata)).toEqual(marked);
        await opened.resources.setFinalizer(marked, false);
      });

      test('leaves a resource of the same name but another uid alone', async () => {
        const { metadata } = await create();
        await opened.resources.delete(metadata, randomUUID());
        expect(await existing(metadata)).toBeDefined();
      });

      test('succeeds when the resource is gone already', async () => {
        await expect(opened.resources.delete(newRef(), randomUUID())).resolves.toBeUndefined();
      });

      test('a finalizer is not set on what changed meanwhile', async () => {
        const job = await create();
        await opened.others.patchSpec(job.metadata, { priority: 1 });
        await expect(opened.resources.setFinalizer(job, true)).rejects.toThrow(ConflictError);
      });

      test('a finalizer that is there already costs no write', async () => {
        const held = await opened.resources.setFinalizer(await create(), true);
        expect(await opened.resources.setFinalizer(held, true)).toEqual(held);
        await opened.resources.setFinalizer(held, false);
      });
    });

    describe('profiles', () => {
      test('are read as they are now', async () => {
        const ref = { namespace: opened.namespace, name: `strict-${randomUUID().slice(0, 8)}` };
        expect(await opened.resources.getProfile(ref)).toBeUndefined();
        await opened.putProfile(ref.name, { dialect: 'postgres', config: { rules: { 'layout.spacing': { a: [1] } } } });
        expect(await opened.resources.getProfile(ref)).toMatchObject({
          ...ref,
          spec: { dialect: 'postgres', config: { rules: { 'layout.spacing': { a: [1] } } } },
        });
        await opened.putProfile(ref.name, { dialect: 'oracle' });
        expect(await opened.resources.getProfile(ref)).toMatchObject({ spec: { dialect: 'oracle' } });
        await opened.removeProfile(ref.name);
        expect(await opened.resources.getProfile(ref)).toBeUndefined();
      });

      test.each(['.', '..', '../sqllintjobs', 'Strict', 'a?b', ' ', 'x'.repeat(254)])(
        'are not there under %j, which no resource may be named',
        async (name) => {
          expect(await opened.resources.getProfile({ namespace: opened.namespace, name })).toBeUndefined();
        },
      );

      test('are listed by name', async () => {
        const names = ['c', 'a', 'b'].map((letter) => `${letter}-${randomUUID().slice(0, 8)}`);
        for (const name of names) await opened.putProfile(name, { dialect: 'mysql' });
        const listed = (await opened.others.listProfiles(opened.namespace)).map((profile) => profile.name);
        expect(listed.filter((name) => names.includes(name))).toEqual([...names].sort());
        for (const name of names) await opened.removeProfile(name);
        expect(await opened.others.listProfiles(opened.namespace)).toEqual([]);
      });
    });

    describe('watching', () => {
      const watches: Watch[] = [];
      afterEach(async () => {
        await Promise.all(watches.splice(0).map((watch) => watch.stop()));
      });

      const follow = (resources: JobResources) => {
        const events: JobEvent[] = [];
        const watch = resources.watch((event) => events.push(event));
        watches.push(watch);
        const of = (uid: string) =>
          events.filter((event) => (event.type === 'gone' ? event.uid : event.job.metadata.uid) === uid);
        return { watch, of, events };
      };

      test('reports what exists before it is ready', async () => {
        const job = await create();
        const { watch, of } = follow(opened.resources);
        await watch.ready;
        expect(of(job.metadata.uid)).toEqual([{ type: 'present', job }]);
      });

      test.each(['resources', 'others'] as const)('reports creation, changes and removal made by %s', async (who) => {
        const { watch, of } = follow(opened.resources);
        await watch.ready;
        const writer = opened[who];
        const job = await writer.create({ ...newRef(), spec: { source: inline } });
        const { uid } = job.metadata;
        await eventually(() => expect(of(uid)).toHaveLength(1));
        const changed = await writer.patchSpec(job.metadata, { priority: 5 });
        await eventually(() => expect(of(uid).at(-1)).toEqual({ type: 'present', job: changed }));
        await writer.delete(job.metadata, uid);
        await eventually(() => expect(of(uid).at(-1)).toMatchObject({ type: 'gone', uid }));
        expect(of(uid).filter((event) => event.type === 'gone')).toHaveLength(1);
      });

      test('a name that is used again is another resource', async () => {
        const { watch, of, events } = follow(opened.resources);
        await watch.ready;
        const first = await create();
        await opened.resources.delete(first.metadata, first.metadata.uid);
        const second = await create({ name: first.metadata.name });
        await eventually(() => expect(of(second.metadata.uid)).toHaveLength(1));
        const last = events.filter((event) => {
          const ref = event.type === 'gone' ? event.ref : event.job.metadata;
          return ref.name === first.metadata.name;
        });
        expect(last.at(-1)).toEqual({ type: 'present', job: second });
      });

      test('reports nothing after it was stopped', async () => {
        const { watch, events } = follow(opened.resources);
        await watch.ready;
        await watch.stop();
        const seen = events.length;
        await create();
        await sleep(200);
        expect(events).toHaveLength(seen);
      });

      test('is never ready when it was stopped first', async () => {
        const { watch } = follow(opened.resources);
        await watch.stop();
        await expect(watch.ready).rejects.toThrow(/stopped/);
      });
    });
  });
}

/** Repeats an assertion until it holds, at most 5 s. */
async function eventually(assertion: () => void): Promise<void> {
  const end = Date.now() + 5000;
  for (;;) {
    try {
      assertion();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(10);
    }
  }
}
