import { describe, expect, test } from '@jest/globals';
import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import { aJob } from '../../test/jobs.ts';
import { chooseProfile } from './chooseProfile.ts';

const placed = { namespace: 'team-a', name: 'placed', spec: { runner: { nodeSelector: { pool: 'apart' } } } };
const reader: ProfileReader = {
  getProfile: async ({ name }) => (name === 'placed' ? placed : undefined),
  listProfiles: async () => [placed],
};

describe('a profile that says where its pods run', () => {
  const chosenBy = (execution: 'Job' | 'Pool', poolLane: boolean, profile = 'placed') => {
    const job = aJob();
    return chooseProfile({ ...job, spec: { ...job.spec, execution, profile } }, reader, { poolLane });
  };

  test('is refused for a job of warm runners, with the remedy', async () => {
    expect(await chosenBy('Pool', true)).toEqual({
      ok: false,
      reason: 'InvalidProfile',
      field: 'profile',
      message:
        'profile "placed" says by spec.runner where its pods run, which warm runners cannot heed; set execution to Job',
    });
  });

  test.each([
    ['Job', true, 'placed'],
    ['Pool', false, 'placed'],
    ['Pool', true, 'default'],
  ] as const)('is taken with execution %s, a pool: %s, profile %s', async (execution, poolLane, profile) => {
    expect(await chosenBy(execution, poolLane, profile)).toMatchObject({ ok: true, profile: { name: profile } });
  });
});
