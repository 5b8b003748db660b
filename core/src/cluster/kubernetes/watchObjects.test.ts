import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import type { Watch } from '../jobResources.ts';
import { ResourceExpiredError } from './apiErrors.ts';
import type { ListedPage, ObjectEvent, ObjectIdentity, WatchedChange } from './watchObjects.ts';
import { watchObjects } from './watchObjects.ts';

const timing = { silenceMs: 60, relistMs: 60_000, watchSeconds: 30, maxBackoffMs: 20 };

function object(name: string, uid = `uid-${name}`, resourceVersion = '1'): ObjectIdentity {
  return { namespace: 'default', name, uid, resourceVersion };
}

type Step = 'silent' | Error | WatchedChange<ObjectIdentity>;

/** An API whose lists and watches do what a test wrote down; further watches stay open and say nothing. */
function fakeApi(script: {
  readonly lists: readonly (Error | readonly ListedPage<ObjectIdentity>[])[];
  readonly watches?: readonly (readonly Step[])[];
  readonly timing?: Partial<typeof timing>;
}) {
  const told: string[] = [];
  const warnings: string[] = [];
  const restarts: string[] = [];
  const reports: string[] = [];
  const watchedFrom: string[] = [];
  let lists = 0;
  const watch: Watch = watchObjects<ObjectIdentity>({
    what: 'things',
    identify: (thing) => thing,
    handler: (event: ObjectEvent<ObjectIdentity>) =>
      told.push(event.type === 'present' ? `present ${event.object.uid}` : `gone ${event.uid}`),
    observer: {
      opened: (what) => ({
        heard: () => reports.push(`heard ${what}`),
        synced: () => reports.push('synced'),
        restarted: (reason) => restarts.push(reason),
        closed: () => reports.push('closed'),
      }),
    },
    logger: pino({ level: 'warn' }, { write: (line) => warnings.push(line) }),
    timing: { ...timing, ...script.timing },
    list: async (page) => {
      const list = script.lists[Math.min(lists, script.lists.length - 1)];
      const found = list instanceof Error ? undefined : list?.[Number(page ?? 0)];
      if (found === undefined || found.next === undefined) lists++;
      if (list instanceof Error) throw list;
      if (found === undefined) throw new Error('no such page');
      return found;
    },
    watch: async function* (resourceVersion) {
      const steps = script.watches?.[watchedFrom.length] ?? ['silent'];
      watchedFrom.push(resourceVersion);
      for (const step of steps) {
        if (step === 'silent') await new Promise(() => undefined);
        else if (step instanceof Error) throw step;
        else yield step;
      }
    },
  });
  return { watch, told, warnings, restarts, reports, watchedFrom, lists: () => lists };
}

function pageOf(objects: readonly ObjectIdentity[], resourceVersion = '10', next?: string) {
  return { items: objects, resourceVersion, ...(next !== undefined && { next }) };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it never came to that');
}

describe('watching objects of the API', () => {
  const open: Watch[] = [];
  const start = (script: Parameters<typeof fakeApi>[0]) => {
    const api = fakeApi(script);
    open.push(api.watch);
    return api;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((watch) => watch.stop()));
  });

  test('lists page by page, is ready then, and watches from the version of the list', async () => {
    const api = start({ lists: [[pageOf([object('a')], '10', '1'), pageOf([object('b')], '10')]] });
    await api.watch.ready;
    expect(api.told).toEqual(['present uid-a', 'present uid-b']);
    await until(() => api.watchedFrom.length > 0);
    expect(api.watchedFrom[0]).toBe('10');
  });

  test('tells of every sign of life, of the first complete list, and of its end', async () => {
    const bookmark: Step = { type: 'bookmark', resourceVersion: '15' };
    const pages = [pageOf([object('a')], '10', '1'), pageOf([object('b')], '10')];
    const api = start({ lists: [pages], watches: [[bookmark, 'silent']], timing: { silenceMs: 60_000 } });
    await until(() => api.reports.length === 4);
    expect(api.reports).toEqual(['heard things', 'heard things', 'synced', 'heard things']);
    await api.watch.stop();
    expect(api.reports.slice(4)).toEqual(['closed']);
  });

  test('reports changes and removals in order', async () => {
    const changes: readonly Step[] = [
      { type: 'present', object: object('a', 'uid-a', '11') },
      { type: 'gone', object: object('a', 'uid-a', '12') },
      'silent',
    ];
    const api = start({ lists: [[pageOf([])]], watches: [changes] });
    await until(() => api.told.length === 2);
    expect(api.told).toEqual(['present uid-a', 'gone uid-a']);
  });

  test('lists again after a silence, and reports what vanished meanwhile', async () => {
    const api = start({ lists: [[pageOf([object('a'), object('b')])], [pageOf([object('b')], '20')]] });
    await until(() => api.told.includes('gone uid-a'));
    expect(api.told).toEqual(['present uid-a', 'present uid-b', 'present uid-b', 'gone uid-a']);
    expect(api.restarts).toEqual(['silent']);
    await until(() => api.watchedFrom.length > 1);
    expect(api.watchedFrom[1]).toBe('20');
  });

  test('lists again when its version has expired', async () => {
    const api = start({
      lists: [[pageOf([object('a')])], [pageOf([object('a')], '30')]],
      watches: [[new ResourceExpiredError('too old resource version')]],
    });
    await until(() => api.watchedFrom.length > 1);
    expect(api.restarts).toEqual(['expired']);
    expect(api.watchedFrom).toEqual(['10', '30']);
  });

  test('goes on where it was after an error, without a list', async () => {
    const bookmark: Step = { type: 'bookmark', resourceVersion: '15' };
    const api = start({ lists: [[pageOf([])]], watches: [[bookmark, new Error('connection reset')], ['silent']] });
    await until(() => api.watchedFrom.length > 1);
    expect(api.watchedFrom).toEqual(['10', '15']);
    expect(api.lists()).toBe(1);
    expect(api.restarts).toEqual(['failed']);
  });

  test('keeps trying while lists fail, and becomes ready in the end', async () => {
    const api = start({ lists: [new Error('refused'), new Error('refused'), [pageOf([object('a')])]] });
    await api.watch.ready;
    expect(api.restarts).toEqual(['failed', 'failed']);
    expect(api.told).toEqual(['present uid-a']);
  });

  test.each([
    [new ForbiddenError('things is forbidden: cannot list in the namespace "team-b"')],
    [new NotFoundError('namespaces "team-b" not found')],
  ])('is ready with nothing where it is refused, warns once, and sees all once it may: %s', async (refusal) => {
    const lists: (Error | readonly ListedPage<ObjectIdentity>[])[] = [refusal, refusal, refusal];
    const api = start({ lists: [...lists, [pageOf([object('a')])]] });
    await api.watch.ready;
    await until(() => api.told.length > 0);
    expect(api.restarts.slice(0, 3)).toEqual(['refused', 'refused', 'refused']);
    expect(api.told).toEqual(['present uid-a']);
    expect(api.warnings.filter((line) => line.includes('team-b'))).toHaveLength(1);
  });

  test('what it saw before it was refused is not gone', async () => {
    const refusal = new ForbiddenError('things is forbidden');
    const api = start({ lists: [[pageOf([object('a')])], refusal, refusal, [pageOf([])]], watches: [[refusal]] });
    await until(() => api.lists() >= 3);
    expect(api.told).toEqual(['present uid-a']);
    await until(() => api.told.includes('gone uid-a'));
  });

  test('an error in the middle of a list reports nothing as gone', async () => {
    const api = start({
      lists: [[pageOf([object('a'), object('b')])], new Error('cut off'), [pageOf([object('a'), object('b')])]],
      watches: [[new ResourceExpiredError('too old')]],
    });
    await until(() => api.watchedFrom.length > 1);
    expect(api.told.filter((event) => event.startsWith('gone'))).toEqual([]);
  });

  test('a name that came back with another uid is gone first', async () => {
    const api = start({
      lists: [[pageOf([object('a', 'first')])]],
      watches: [[{ type: 'present', object: object('a', 'second', '11') }, 'silent']],
    });
    await until(() => api.told.includes('present second'));
    expect(api.told).toEqual(['present first', 'gone first', 'present second']);
  });

  test('lists again when the time for it has come, though the watch is well', async () => {
    const api = start({ lists: [[pageOf([])]], watches: [[]], timing: { relistMs: 0 } });
    await until(() => api.lists() >= 2);
  });

  test('a stop ends a watch that says nothing, at once', async () => {
    const api = start({ lists: [[pageOf([])]], timing: { silenceMs: 60_000 } });
    await until(() => api.watchedFrom.length > 0);
    const before = Date.now();
    await api.watch.stop();
    expect(Date.now() - before).toBeLessThan(1000);
  });
});
