import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeJobResources } from '../contract.ts';
import { ClusterUnavailableError } from '../errors.ts';
import type { JobEvent } from '../jobResources.ts';
import { type EmbeddedJobResources, openEmbeddedJobs } from './openEmbeddedJobs.ts';
import { openResourceTable, removalMemoryMs } from './resourceTable.ts';
import { watchTable } from './watchTable.ts';

const source = { inline: { sql: 'SELECT 1' } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-resources-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeJobResources('SqlLintJobs in a file', async () => {
  const own = mkdtempSync(join(tmpdir(), 'sqllint-contract-'));
  const path = join(own, 'resources.db');
  const profilesDir = join(own, 'profiles');
  mkdirSync(profilesDir);
  const resources = openEmbeddedJobs({ path, profilesDir });
  const others = openEmbeddedJobs({ path, profilesDir, pollMs: 5 });
  return {
    resources,
    others,
    namespace: 'default',
    putProfile: async (name, spec) => {
      const profile = { apiVersion: 'sqllint.dev/v1', kind: 'SqlLintProfile', metadata: { name }, spec };
      writeFileSync(join(profilesDir, `${name}.yaml`), JSON.stringify(profile));
    },
    removeProfile: async (name) => rmSync(join(profilesDir, `${name}.yaml`)),
    close: async () => {
      resources.close();
      others.close();
      rmSync(own, { recursive: true, force: true });
    },
  };
});

describe('the file of SqlLintJobs', () => {
  const withJobs = async (work: (jobs: EmbeddedJobResources) => Promise<void>): Promise<void> => {
    const jobs = openEmbeddedJobs({ path: join(folder, 'a', 'resources.db') });
    try {
      await work(jobs);
    } finally {
      jobs.close();
    }
  };

  test('keeps what was accepted when it is opened again', async () => {
    const ref = { namespace: 'default', name: 'kept' };
    await withJobs(async (jobs) => {
      await jobs.create({ ...ref, spec: { source } });
    });
    await withJobs(async (jobs) => expect((await jobs.get(ref))?.spec.source.inline?.sql).toBe('SELECT 1'));
  });

  test('has no ConfigMaps', async () => {
    await withJobs(async (jobs) => {
      expect(await jobs.readConfigMap({ namespace: 'default', name: 'x' })).toBeUndefined();
    });
  });

  test('says so when it cannot be opened', () => {
    expect(() => openEmbeddedJobs({ path: folder })).toThrow(ClusterUnavailableError);
  });

  test('gives every write a version of its own, whoever writes', async () => {
    const path = join(folder, 'resources.db');
    const writers = [openEmbeddedJobs({ path }), openEmbeddedJobs({ path })];
    const created = await Promise.all(
      writers.flatMap((writer, index) =>
        Array.from({ length: 20 }, (_, n) =>
          writer.create({ namespace: 'default', name: `w${index}-${n}`, spec: { source } }),
        ),
      ),
    );
    expect(new Set(created.map((job) => job.metadata.resourceVersion)).size).toBe(40);
    for (const writer of writers) writer.close();
  });

  test('a watcher that replays any history ends with exactly what exists', async () => {
    const step = fc.record({
      writer: fc.nat(1),
      name: fc.constantFrom('a', 'b', 'c'),
      action: fc.constantFrom('create', 'patch', 'hold', 'release', 'delete', 'pause'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const path = join(mkdtempSync(join(folder, 'run-')), 'resources.db');
        const writers = [openEmbeddedJobs({ path, pollMs: 1 }), openEmbeddedJobs({ path, pollMs: 1 })] as const;
        const seen = new Map<string, string>();
        const watch = writers[0].watch((event) => replay(seen, event));
        await watch.ready;
        for (const { writer, name, action } of steps) await act(writers[writer === 0 ? 0 : 1], name, action);
        await new Promise((resolve) => setTimeout(resolve, 10));
        const expected = (await writers[1].list()).map((job) => [job.metadata.uid, job.metadata.resourceVersion]);
        expect(new Map([...seen].sort())).toEqual(new Map((expected as [string, string][]).sort()));
        for (const opened of writers) opened.close();
      }),
      { numRuns: 40 },
    );
  });

  test('a watcher that slept for longer than removals are remembered still hears of them', async () => {
    const path = join(folder, 'resources.db');
    const jobs = openEmbeddedJobs({ path });
    const job = await jobs.create({ namespace: 'default', name: 'old', spec: { source } });
    let clock = 0;
    const table = openResourceTable(path);
    const watches = watchTable(table, 60_000, () => clock);
    const events: JobEvent[] = [];
    await watches.open((event) => events.push(event)).ready;
    await jobs.delete(job.metadata, job.metadata.uid);
    await jobs.create({ namespace: 'default', name: 'new', spec: { source } });
    clock = removalMemoryMs;
    watches.changed([]);
    await Promise.resolve();
    expect(events.map((event) => event.type)).toEqual(['present', 'gone', 'present']);
    watches.close();
    table.close();
    jobs.close();
  });
});

function replay(seen: Map<string, string>, event: JobEvent): void {
  if (event.type === 'gone') {
    if (!seen.delete(event.uid)) throw new Error('gone without having been present');
    return;
  }
  const { uid, resourceVersion } = event.job.metadata;
  const before = seen.get(uid);
  if (before !== undefined && Number(before) > Number(resourceVersion)) throw new Error('out of order');
  seen.set(uid, resourceVersion);
}

async function act(jobs: EmbeddedJobResources, name: string, action: string): Promise<void> {
  const ref = { namespace: 'default', name };
  const job = await jobs.get(ref);
  if (action === 'create' && !job) await jobs.create({ ...ref, spec: { source } });
  if (action === 'pause') await new Promise((resolve) => setTimeout(resolve, 2));
  if (!job) return;
  const marked = job.metadata.deletionTimestamp !== undefined;
  if (action === 'patch') await jobs.patchSpec(ref, { priority: (job.spec.priority + 1) % 1000 });
  if (action === 'hold' && !marked) await jobs.setFinalizer(job, true);
  if (action === 'release') await jobs.setFinalizer(job, false);
  if (action === 'delete') await jobs.delete(ref, job.metadata.uid);
}
