import { expect, test } from '@jest/globals';
import { oneViolation, scriptedEngines } from '../runner/testing/scriptedEngines.ts';
import { measureLoad } from './engineLoad.ts';

const request = { text: 'SELECT 1\n' } as Parameters<ReturnType<typeof scriptedEngines>['analyse']>[0];

test('engines are clogged when each has a file and the oldest takes long, until one is done', async () => {
  let now = 0;
  const answers: (() => void)[] = [];
  const engines = scriptedEngines(() => new Promise((resolve) => answers.push(() => resolve(oneViolation))), {
    size: 2,
  });
  const load = measureLoad(engines, 500, () => now);
  expect(load.isClogged()).toBe(false);
  const first = load.engines.analyse(request);
  now = 1000;
  expect(load.isClogged()).toBe(false);
  const second = load.engines.analyse(request);
  expect(load.isClogged()).toBe(true);
  answers[0]?.();
  await first;
  expect(load.isClogged()).toBe(false);
  const third = load.engines.analyse(request);
  expect(load.isClogged()).toBe(false);
  now = 1501;
  expect(load.isClogged()).toBe(true);
  for (const answer of answers) answer();
  await Promise.all([second, third]);
});

test('a file that is given up is none', async () => {
  const load = measureLoad(
    scriptedEngines(() => new Promise(() => undefined), { size: 1 }),
    0,
    performance.now.bind(performance),
  );
  const leave = new AbortController();
  const analysed = load.engines.analyse(request, leave.signal);
  leave.abort(new Error('given up'));
  await expect(analysed).rejects.toThrow('given up');
  expect(load.isClogged()).toBe(false);
});
