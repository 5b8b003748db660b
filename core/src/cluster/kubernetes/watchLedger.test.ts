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
