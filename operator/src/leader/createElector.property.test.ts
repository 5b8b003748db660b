import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leaseWorld, type Weather } from '../../test/leaseWorld.ts';

const weather: fc.Arbitrary<Weather> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ thereMs: fc.nat(200), backMs: fc.nat(200) }) },
  { weight: 2, arbitrary: fc.record({ thereMs: fc.nat(12_000), backMs: fc.nat(12_000) }) },
  { weight: 2, arbitrary: fc.record({ thereMs: fc.nat(200), backMs: fc.integer({ min: 4_000, max: 9_000 }) }) },
  { weight: 1, arbitrary: fc.constant<Weather>({ thereMs: 10, backMs: 10, lost: 'there' }) },
  { weight: 1, arbitrary: fc.constant<Weather>({ thereMs: 10, backMs: 10, lost: 'back' }) },
);

const step = fc.record({
  process: fc.nat(2),
  does: fc.constantFrom('pause', 'resume', 'stop', 'restart', 'kill', 'nothing', 'nothing'),
  thenMs: fc.oneof(fc.nat(3_000), fc.nat(25_000)),
});

test('whatever the network and the processes do, never two lead at the same moment, and in the end one does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(weather, { minLength: 1, maxLength: 60 }),
      fc.array(step, { maxLength: 25 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
      async (weathers, steps, randoms) => {
        let calls = 0;
        let calm = false;
        const world = leaseWorld(
          () => (calm ? { thereMs: 5, backMs: 5 } : (weathers[calls++ % weathers.length] as Weather)),
          // So late that it is not what keeps two from leading.
          30_000,
        );
        let joined = 0;
        let drawn = 0;
        const join = () => world.join(`p${joined++}`, { random: () => randoms[drawn++ % randoms.length] as number });
        const processes = [join(), join(), join()];
        const all = [...processes];
        const look = (): void => {
          const leading = all.filter((process) => process.isLeading());
          if (leading.length > 1) throw new Error(`${leading.length} lead`);
        };
        for (const { process: index, does, thenMs } of steps) {
          const process = processes[index];
          if (does === 'restart') {
            process?.kill();
            const next = join();
            processes[index] = next;
            all.push(next);
          } else if (does === 'stop') void process?.stop();
          else if (does !== 'nothing') process?.[does]();
          look();
          await world.pass(thenMs, look);
        }
        calm = true;
        for (const process of all) process.resume();
        const last = join();
        all.push(last);
        await world.pass(120_000, look);
        expect(all.filter((process) => process.isLeading())).toHaveLength(1);
      },
    ),
    { numRuns: 300 },
  );
}, 120_000);
