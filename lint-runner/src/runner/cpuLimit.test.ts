import { describe, expect, test } from '@jest/globals';
import { cpuLimit } from './cpuLimit.ts';

const v2 = '/sys/fs/cgroup/cpu.max';
const quota = '/sys/fs/cgroup/cpu/cpu.cfs_quota_us';
const period = '/sys/fs/cgroup/cpu/cpu.cfs_period_us';

describe('the CPUs of a runner', () => {
  test.each<[string, Readonly<Record<string, string>>, number]>([
    ['no cgroup', {}, 8],
    ['no limit (v2)', { [v2]: 'max 100000\n' }, 8],
    ['two CPUs (v2)', { [v2]: '200000 100000\n' }, 2],
    ['half a CPU (v2)', { [v2]: '50000 100000\n' }, 1],
    ['two and a half (v2)', { [v2]: '250000 100000\n' }, 2],
    ['more than there are (v2)', { [v2]: '1600000 100000\n' }, 8],
    ['no limit (v1)', { [quota]: '-1\n', [period]: '100000\n' }, 8],
    ['three CPUs (v1)', { [quota]: '300000\n', [period]: '100000\n' }, 3],
    ['something unreadable', { [v2]: 'what\n' }, 8],
  ])('with %s', (_what, files, expected) => {
    expect(cpuLimit((path) => files[path], 8)).toBe(expected);
  });
});
