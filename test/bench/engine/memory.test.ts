import { describe, expect, test } from '@jest/globals';
import { largestEngine, parseStatus } from './memory.ts';

describe('the status of a process', () => {
  test('tells its name, what is resident and its peak in bytes', () => {
    const text = 'Name:\tpython3.11\nVmPeak:\t  900 kB\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\n';
    expect(parseStatus(text)).toEqual({ name: 'python3.11', resident: 204_800, peak: 307_200 });
  });

  test('of one that has ended tells nothing', () => {
    expect(parseStatus('Name:\tpython\nState:\tZ (zombie)\n')).toBeUndefined();
  });
});

describe('the largest engine', () => {
  const growing = [
    { at: 10, peak: 50 },
    { at: 20, peak: 70 },
    { at: 30, peak: 90 },
  ];

  test.each([
    ['at the quarter', 20, 70],
    ['between two looks', 29, 70],
  ])('has the peak that was seen last: %s', (_name, quarterAt, peakAtQuarter) => {
    const memory = { treePeak: 0, engines: [[{ at: 10, peak: 60 }], growing] };
    expect(largestEngine(memory, quarterAt)).toEqual({ peak: 90, peakAtQuarter });
  });

  test('that began later has no peak at the quarter', () => {
    expect(largestEngine({ treePeak: 0, engines: [growing] }, 5)?.peakAtQuarter).toBeNaN();
  });

  test('is unknown where no engine was seen', () => {
    expect(largestEngine({ treePeak: 0, engines: [] }, 5)).toBeUndefined();
  });
});
