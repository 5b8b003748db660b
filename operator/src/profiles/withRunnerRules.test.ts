import { describe, expect, test } from '@jest/globals';
import type { ProfileReader } from '@sqllint/core/cluster/jobResources';
import { findProfiles } from '@sqllint/core/profile/findProfiles';
import { resolveProfile } from '@sqllint/core/profile/resolveProfile';
import type { ProfileRunner } from '@sqllint/core/resource/profileRunner';
import { disallowedRunner } from '../kubernetes/disallowedRunner.ts';
import { withRefusals, withRunnerRules } from './withRunnerRules.ts';

const resources = { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } };
const rules = { profileFields: ['resources', 'labels'] as const, resources };

describe('what an installation does not let a profile say', () => {
  test.each<[string, ProfileRunner | undefined]>([
    ['nothing', undefined],
    ['what is allowed', { labels: { team: 'data' }, resources: { limits: { memory: '4Gi' } } }],
    ['a request up to the limit that it sets too', { resources: { requests: { cpu: '2' }, limits: { cpu: '2' } } }],
  ])('is not %s', (_, runner) => {
    expect(disallowedRunner(runner, rules)).toEqual([]);
  });

  test.each<[string, ProfileRunner, readonly RegExp[]]>([
    [
      'each field that is not listed, with who can allow it',
      { nodeSelector: { pool: 'big' }, priorityClassName: 'high', labels: {} },
      [
        /^spec\.runner\.nodeSelector is not allowed by this installation; remove it, or let an administrator add nodeSelector to runner\.profileScheduling of the chart\.$/,
        /^spec\.runner\.priorityClassName is not allowed/,
      ],
    ],
    [
      'a request above the limit',
      { resources: { requests: { memory: '2Gi' } } },
      [/^spec\.runner\.resources requests 2Gi of memory, above the limit of 1Gi; set limits\.memory as well\.$/],
    ],
    [
      'no room for an engine',
      { resources: { requests: { memory: '64Mi' }, limits: { memory: '128Mi' } } },
      [
        /^spec\.runner\.resources\.limits\.memory is 128Mi, which has no room for an analysis engine; set 512Mi or more/,
      ],
    ],
  ])('is %s', (_, runner, sentences) => {
    expect(disallowedRunner(runner, rules)).toEqual(sentences.map((each) => expect.stringMatching(each)));
  });

  test('is everything unless it says otherwise', () => {
    expect(disallowedRunner({ labels: {} }, { resources })).toHaveLength(1);
  });

  test('leaves what is no runner at all to the schema', () => {
    const profile = { namespace: 'team-a', name: 'p', spec: { runner: 'fast' } };
    expect(withRefusals(profile, rules)).toBe(profile);
  });
});

test('a job whose profile says what is not allowed is refused, also when others are looked through', async () => {
  const profile = { namespace: 'team-a', name: 'apart', spec: { runner: { nodeSelector: { pool: 'apart' } } } };
  const reader: ProfileReader = { getProfile: async () => profile, listProfiles: async () => [profile] };
  const ruled = withRunnerRules(reader, rules);
  expect(resolveProfile({ profile: 'apart' }, await findProfiles(ruled, profile))).toMatchObject({
    ok: false,
    reason: 'InvalidProfile',
    message: expect.stringMatching(/^profile "apart" cannot be used: spec\.runner\.nodeSelector is not allowed/),
  });
  expect(await ruled.listProfiles('team-a')).toEqual([{ ...profile, refusals: [expect.any(String)] }]);
});
