import { expect, test } from '@jest/globals';
import { leaseWorld, type Weather } from '../../test/leaseWorld.ts';

const well: Weather = { thereMs: 5, backMs: 5 };

test('the first one leads within moments, and the second one waits', async () => {
  const world = leaseWorld();
  const [a, b] = [world.join('a'), world.join('b')];
  await world.pass(100);
  expect([a, b].filter((elector) => elector.isLeading())).toHaveLength(1);
  await world.pass(3_600_000);
  expect([...a.told, ...b.told]).toEqual(['elected']);
  expect(world.lease()).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 0 });
});

test('another leads within 20 s after the leader was killed', async () => {
  const world = leaseWorld();
  const a = world.join('a');
  await world.pass(30_000);
  const b = world.join('b', { random: () => 1 });
  await world.pass(10_000);
  a.kill();
  await world.pass(12_000);
  expect(b.isLeading()).toBe(false);
  await world.pass(8_000);
  expect(b.isLeading()).toBe(true);
  expect(world.lease()).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
});

test('a leader that stops releases the lease, and the next one leads with its next look', async () => {
  const world = leaseWorld();
  const a = world.join('a');
  await world.pass(30_000);
  const b = world.join('b');
  await world.pass(10_000);
  const stopped = a.stop();
  expect(a.isLeading()).toBe(false);
  await world.pass(100);
  await stopped;
  expect(world.lease()).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  await world.pass(2_500);
  expect(b.isLeading()).toBe(true);
  expect(a.told).toEqual(['elected']);
  expect(world.lease()).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
});

test('one that stops while it is being elected does not lead, and holds nothing', async () => {
  const world = leaseWorld(() => ({ thereMs: 50, backMs: 50 }));
  const a = world.join('a');
  await world.pass(160);
  expect(world.lease()).toMatchObject({ holderIdentity: 'a' });
  const stopped = a.stop();
  await world.pass(1_000);
  await stopped;
  expect(a.told).toEqual([]);
  expect(world.lease()).toMatchObject({ holderIdentity: '' });
});

test('a leader that cannot reach the API ends before anyone else may lead', async () => {
  let away = false;
  const world = leaseWorld((name) => (away && name === 'a' ? { ...well, lost: 'there' } : well));
  const a = world.join('a');
  await world.pass(30_000);
  const b = world.join('b');
  await world.pass(10_000);
  away = true;
  while (a.isLeading()) await world.pass(100);
  expect(b.isLeading()).toBe(false);
  expect(a.told).toEqual(['elected', 'lost: The lease could not be renewed for 10000 ms.']);
  await world.pass(10_000);
  expect(b.isLeading()).toBe(true);
});

test('a renewal counts from when it was sent, however late its answer comes', async () => {
  const weathers: Weather[] = [];
  const world = leaseWorld((name) => (name === 'a' && weathers.shift()) || well, 30_000);
  const a = world.join('a');
  const b = world.join('b');
  await world.pass(30_000);
  weathers.push({ thereMs: 5, backMs: 7_000 }, { ...well, lost: 'there' });
  const renewed = world.lease()?.renewTime;
  while (world.lease()?.renewTime === renewed) await world.pass(10);
  await world.pass(9_900);
  expect(a.isLeading()).toBe(true);
  await world.pass(200);
  expect(a.isLeading()).toBe(false);
  await world.pass(10_000);
  expect([a.told.length, b.isLeading()]).toEqual([2, true]);
});

test('the API may be away for some seconds, and the leader remains', async () => {
  let away = false;
  const world = leaseWorld(() => (away ? { ...well, lost: 'back' } : well));
  const a = world.join('a');
  const b = world.join('b');
  await world.pass(30_000);
  away = true;
  await world.pass(3_000);
  away = false;
  await world.pass(60_000);
  expect([a.told, b.told]).toEqual([['elected'], []]);
  expect(a.isLeading()).toBe(true);
});

test('when the API was away for all, one of them leads again once it is back', async () => {
  let away = false;
  const world = leaseWorld(() => (away ? { ...well, lost: 'there' } : well));
  const a = world.join('a');
  await world.pass(30_000);
  const b = world.join('b');
  await world.pass(30_000);
  away = true;
  await world.pass(60_000);
  expect([a.isLeading(), b.isLeading()]).toEqual([false, false]);
  away = false;
  // It may not have seen the last renewal, so it waits once more.
  await world.pass(30_000);
  expect(b.isLeading()).toBe(true);
});

test('a leader whose lease someone else has taken ends at its next renewal', async () => {
  const world = leaseWorld();
  const a = world.join('a');
  await world.pass(30_000);
  world.write({ holderIdentity: 'someone', leaseDurationSeconds: 15 });
  await world.pass(5_000);
  expect(a.told).toEqual(['elected', 'lost: The lease is held by someone.']);
  expect(a.isLeading()).toBe(false);
});

test('a leader that was held up for longer than its term does not lead when it wakes up', async () => {
  const world = leaseWorld();
  const a = world.join('a');
  const b = world.join('b');
  await world.pass(30_000);
  a.pause();
  await world.pass(60_000);
  expect(b.isLeading()).toBe(true);
  // The fence holds before anything that was due has run.
  expect(a.isLeading()).toBe(false);
  a.resume();
  expect(a.told).toEqual(['elected', 'lost: The lease could not be renewed for 10000 ms.']);
  await world.pass(60_000);
  expect(b.told).toEqual(['elected']);
});

test('clocks of machines that differ or are set do not matter', async () => {
  const world = leaseWorld();
  let wall = Date.parse('2026-01-01');
  const a = world.join('a', { wallNow: () => wall });
  await world.pass(10_000);
  const b = world.join('b', { wallNow: () => 0 });
  await world.pass(30_000);
  wall += 1e11;
  await world.pass(30_000);
  wall -= 2e11;
  await world.pass(30_000);
  expect([a.isLeading(), b.told]).toEqual([true, []]);
});

test('a lease that someone removes is made anew by its holder', async () => {
  const world = leaseWorld();
  const a = world.join('a');
  const b = world.join('b');
  await world.pass(30_000);
  world.remove();
  await world.pass(8_000);
  expect(world.lease()).toMatchObject({ holderIdentity: 'a' });
  expect([a.isLeading(), b.told]).toEqual([true, []]);
});
