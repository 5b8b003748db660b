import { expect, test } from '@jest/globals';
import { createWatchLedger } from './watchLedger.ts';

function ledger() {
  let now = 1_000;
  const restarts: string[] = [];
  const watches = createWatchLedger({
    now: () => now,
    silenceMs: 120_000,
    failingMs: 10_000,
    onRestart: (what, reason) => restarts.push(`${what} ${reason}`),
  });
  return {
    watches,
    restarts,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('a watch is stale until its first list is complete', () => {
  const { watches } = ledger();
  const pods = watches.opened('pods');
  pods.heard();
  expect(watches.stale()).toEqual(['pods']);
  pods.synced();
  expect(watches.stale()).toEqual([]);
});

test('a watch that says nothing is stale after a while, and fresh once it is heard again', () => {
  const { watches, pass } = ledger();
  const [pods, jobs] = [watches.opened('pods'), watches.opened('jobs')];
  for (const watch of [pods, jobs]) watch.synced();
  pass(120_000);
  jobs.heard();
  expect(watches.stale()).toEqual([]);
  pass(1);
  expect(watches.stale()).toEqual(['pods']);
  pods.heard();
  expect(watches.stale()).toEqual([]);
});

test('a watch that lost one connection is believed, and one that fails on and on is not', () => {
  const { watches, pass, restarts } = ledger();
  const pods = watches.opened('pods');
  pods.synced();
  pods.restarted('failed');
  pass(9_999);
  expect(watches.stale()).toEqual([]);
  pods.restarted('failed');
  pass(1);
  expect(watches.stale()).toEqual(['pods']);
  pods.heard();
  expect(watches.stale()).toEqual([]);
  expect(restarts).toEqual(['pods failed', 'pods failed']);
});

test('a watch that the API refuses is counted, and missed only where nothing else of its kind is seen', () => {
  const { watches, pass } = ledger();
  const [first, second] = [watches.opened('pods'), watches.opened('pods')];
  first.synced();
  second.restarted('refused');
  pass(60_000);
  expect(watches.stale()).toEqual([]);
  expect(watches.staleByReason()).toEqual({ unseen: 0, silent: 0, failed: 0, refused: 1 });
  first.restarted('refused');
  expect(watches.stale()).toEqual(['pods']);
  first.heard();
  second.heard();
  second.synced();
  expect(watches.stale()).toEqual([]);
  expect(watches.staleByReason()).toEqual({ unseen: 0, silent: 0, failed: 0, refused: 0 });
});

test('a watch that was refused before the API was away is as stale as any other', () => {
  const { watches } = ledger();
  watches.opened('pods').synced();
  const refused = watches.opened('pods');
  refused.restarted('refused');
  refused.restarted('failed');
  expect(watches.stale()).toEqual(['pods']);
});

test('each reason of staleness is counted', () => {
  const { watches, pass } = ledger();
  const [unseen, failed, silent] = [watches.opened('a'), watches.opened('b'), watches.opened('c')];
  for (const watch of [failed, silent]) watch.synced();
  pass(120_001);
  unseen.heard();
  failed.heard();
  failed.restarted('failed');
  pass(10_000);
  expect(watches.staleByReason()).toEqual({ unseen: 1, silent: 1, failed: 1, refused: 0 });
});

test('each collection is named once, and a watch that was closed is not missed', () => {
  const { watches } = ledger();
  const first = watches.opened('pods');
  const second = watches.opened('pods');
  expect(watches.stale()).toEqual(['pods']);
  first.closed();
  expect(watches.stale()).toEqual(['pods']);
  second.closed();
  expect(watches.stale()).toEqual([]);
});
