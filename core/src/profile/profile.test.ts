import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Severity, severities } from '../job/states.ts';
import type { FoundProfile } from '../resource/sqlLintProfile.ts';
import { checkProfile } from './checkProfile.ts';
import { defaultProfile } from './defaultProfile.ts';
import { resolveProfile } from './resolveProfile.ts';
import { type ResultIdentity, resultKeyOf } from './resultKey.ts';
import { countKeyOf, countSeverities, noViolations, severityOf, totalOf } from './severity.ts';
import type { Gate } from './types.ts';
import { verdictOf } from './verdict.ts';

describe('resolveProfile', () => {
  test('fills what a spec leaves open from the default profile', () => {
    const resolution = resolveProfile({ profile: 'default', dialect: 'postgres', rules: ['LT01', 'capitalisation'] });
    expect(resolution).toMatchObject({
      ok: true,
      profile: { dialect: 'postgres', rules: ['LT01', 'capitalisation'], encoding: 'auto', templater: 'raw' },
    });
  });

  test.each([
    ['an unknown dialect', { dialect: 'mysq' }, 'dialect', /dialect "mysq" is unknown; did you mean "mysql"/],
    ['an unknown rule', { rules: ['LT01', 'LT99'] }, 'rules', /rules holds "LT99", which no rule matches/],
    ['an unknown excluded rule', { excludeRules: ['nope'] }, 'excludeRules', /excludeRules holds "nope"/],
    ['an unknown profile', { profile: 'strict' }, 'profile', /profile "strict" does not exist.*"default"/],
    [
      'an unknown encoding',
      { encoding: 'latin-klingon' },
      'encoding',
      /encoding "latin-klingon" is unknown; use one of/,
    ],
  ])('refuses %s with a sentence that names field, value and remedy', (_name, choice, field, message) => {
    const resolution = resolveProfile({ profile: 'default', ...choice });
    expect(resolution).toMatchObject({ ok: false, field, message: expect.stringMatching(message) });
  });

  test('cuts a long value, so that the message stays a sentence', () => {
    const resolution = resolveProfile({ profile: 'default', dialect: 'x'.repeat(5000) });
    expect(resolution.ok ? '' : resolution.message.length).toBeLessThan(600);
  });
});

const profiles: readonly FoundProfile[] = [
  {
    namespace: 'team-a',
    name: 'strict',
    spec: { dialect: 'postgres', rules: ['LT01'], gate: { maxViolations: { Minor: 0 } }, encoding: 'GB18030' },
  },
  { namespace: 'team-a', name: 'torn', spec: { dialect: 'mysq', parser: 'C' } },
];

describe('resolveProfile with profiles', () => {
  test('takes the named one, and the fields of the spec above it', () => {
    expect(resolveProfile({ profile: 'strict', rules: ['CP01'] }, profiles)).toEqual({
      ok: true,
      profile: {
        ...defaultProfile,
        name: 'strict',
        dialect: 'postgres',
        rules: ['CP01'],
        encoding: 'gb18030',
        gate: { maxViolations: { Minor: 0 }, maxFailedFiles: 0 },
      },
    });
  });

  test('takes one named default instead of the built-in one', () => {
    const own = { namespace: 'team-a', name: 'default', spec: { dialect: 'tsql' } };
    expect(resolveProfile({ profile: 'default' }, [own])).toMatchObject({ ok: true, profile: { dialect: 'tsql' } });
  });

  test('refuses one that is not valid as a whole, whatever the spec overrides', () => {
    expect(resolveProfile({ profile: 'torn', dialect: 'mysql' }, profiles)).toEqual({
      ok: false,
      reason: 'InvalidProfile',
      field: 'profile',
      message: 'profile "torn" cannot be used: spec.parser is "C"; it must be one of Rust, Python',
    });
  });

  test('says of a name that is unknown which names there are', () => {
    expect(resolveProfile({ profile: 'stric' }, profiles)).toEqual({
      ok: false,
      reason: 'ProfileNotFound',
      field: 'profile',
      message:
        'profile "stric" does not exist; did you mean "strict"? Otherwise use one of "default", "strict", "torn"',
    });
  });
});

describe('checkProfile', () => {
  const check = (spec: unknown) => checkProfile({ namespace: 'team-a', name: 'p', spec });

  test('leaves everything that the spec does not say as in the built-in profile', () => {
    expect(check({})).toEqual({ ok: true, profile: { ...defaultProfile, name: 'p' } });
  });

  test('takes settings of SQLFluff as its files nest them', () => {
    const config = {
      max_line_length: 120,
      rules: { 'capitalisation.keywords': { capitalisation_policy: 'upper' } },
      layout: { type: { comma: { line_position: 'leading' } } },
    };
    expect(check({ config })).toMatchObject({
      ok: true,
      profile: {
        settings: {
          max_line_length: 120,
          'rules:capitalisation.keywords:capitalisation_policy': 'upper',
          'layout:type:comma:line_position': 'leading',
        },
      },
    });
  });

  test('takes all other fields as they are', () => {
    const spec = {
      noqa: 'Ignore',
      inlineConfig: 'Honour',
      parser: 'Python',
      templater: 'raw',
      gate: { maxViolations: {}, maxFailedFiles: 3 },
      limits: { maxFileBytes: 1000, chunkAboveBytes: 4096 },
      runner: {
        nodeSelector: { 'example.com/pool': 'big' },
        tolerations: [{ key: 'big', operator: 'Exists', effect: 'NoSchedule' }],
        priorityClassName: 'low',
        resources: { requests: { cpu: '500m' }, limits: { memory: '4Gi' } },
        labels: { 'example.com/team': 'data' },
      },
    };
    expect(check(spec)).toMatchObject({ ok: true, profile: spec });
  });

  test('lets a severity for a group of rules also go for those that are singled out by default', () => {
    const checked = check({ severities: { LT: 'Blocker', LT05: 'Info' } });
    const map = checked.ok ? checked.profile.severities : {};
    expect(['LT12', 'LT05', 'PRS'].map((code) => severityOf(code, map))).toEqual(['Blocker', 'Info', 'Critical']);
  });

  test.each<[string, unknown, readonly (string | RegExp)[]]>([
    ['no spec', undefined, ['spec is missing; it must be an object.']],
    ['a field that is unknown', { gatee: {} }, [/^spec\.gatee is not a known field/]],
    ['another templater', { templater: 'jinja' }, ['spec.templater is "jinja"; it must be one of raw.']],
    ['a severity that is unknown', { severities: { LT05: 'Bad' } }, [/^spec\.severities\.LT05 is "Bad"; .*Blocker/]],
    [
      'a gate with a severity that is unknown',
      { gate: { maxViolations: { critical: 0 } } },
      [/^spec\.gate\.maxViolations\.critical is not a known field/],
    ],
    ['a limit below zero', { limits: { maxFileBytes: 0 } }, ['spec.limits.maxFileBytes is 0; it must be at least 1.']],
    [
      'several wrong choices',
      { dialect: 'mysq', rules: ['ZZ99'], severities: { lt05: 'Minor' }, encoding: 'klingon' },
      [
        /^spec\.dialect "mysq" is unknown; did you mean "mysql"\?.*\.$/,
        /^spec\.rules holds "ZZ99", which no rule matches/,
        /^spec\.encoding "klingon" is unknown; use one of/,
        /^spec\.severities holds "lt05".*did you mean "LT05"/,
      ],
    ],
    [
      'a severity for the name of a rule',
      { severities: { 'layout.spacing': 'Minor' } },
      [/^spec\.severities holds "layout\.spacing", with which .* begins; did you mean "LT01"\?/],
    ],
    ['a severity for everything', { severities: { '': 'Minor' } }, [/^spec\.severities holds ""/]],
    [
      'a setting that is unknown',
      { config: { max_line_lenght: 120 } },
      [/^spec\.config: .*"max_line_lenght".*did you mean "max_line_length"/],
    ],
    ['a setting that names a path', { config: { library_path: '/etc' } }, [/^spec\.config: .*library_path.*remove it/]],
    [
      'a setting that has a field of its own',
      { config: { dialect: 'mysql' } },
      ['spec.config: The setting "dialect" has a field of its own; write spec.dialect instead.'],
    ],
    [
      'an amount that is none',
      { runner: { resources: { limits: { memory: 'much' } } } },
      [/^spec\.runner\.resources\.limits\.memory is "much"; it must be a text like .*Gi/],
    ],
    [
      'a field of pods that is not for profiles',
      { runner: { hostNetwork: true } },
      [/^spec\.runner\.hostNetwork is not/],
    ],
    [
      'labels that are set already, and keys that are none',
      {
        runner: {
          labels: { 'sqllint.dev/job': 'x', 'app.kubernetes.io/name': 'x', 'a.kueue.x-k8s.io/b': 'x', 'job-name': 'x' },
          nodeSelector: { 'not a key': 'x' },
        },
      },
      [
        /^spec\.runner\.nodeSelector has the key "not a key", which no label can have; write a name such as/,
        /^spec\.runner\.labels has "sqllint\.dev\/job", which is not for profiles to set; use a label of a domain of yours/,
        /"app\.kubernetes\.io\/name"/,
        /"a\.kueue\.x-k8s\.io\/b"/,
        /"job-name"/,
      ],
    ],
    ['settings without end', { config: { a: 'x'.repeat(20_000) } }, [/^spec\.config is \d+ characters.*at most 16384/]],
  ])('refuses %s in a sentence', (_, spec, problems) => {
    expect(check(spec)).toEqual({ ok: false, problems: problems.map((each) => expect.stringMatching(each)) });
  });

  test('refuses what the installation does not allow, in its words', () => {
    const profile = { namespace: 'team-a', name: 'p', spec: {}, refusals: ['spec.runner.labels is not allowed.'] };
    expect(checkProfile(profile)).toEqual({ ok: false, problems: ['spec.runner.labels is not allowed.'] });
  });

  test('cuts a long list of what is wrong where a job is refused, and keeps it for the profile', () => {
    const severities = Object.fromEntries(['Q1', 'Q2', 'Q3', 'Q4', 'Q5'].map((code) => [code, 'Minor']));
    const bad = { namespace: 'team-a', name: 'bad', spec: { severities } };
    const resolution = resolveProfile({ profile: 'bad' }, [bad]);
    expect(resolution.ok ? '' : resolution.message).toMatch(/"Q3".* And 2 more$/);
    expect(checkProfile(bad)).toMatchObject({ problems: { length: 5 } });
  });
});

describe('severityOf', () => {
  test.each([
    ['PRS', 'Critical'],
    ['LT12', 'Info'],
    ['LT01', 'Minor'],
    ['AM04', 'Major'],
    ['ZZ99', 'Minor'],
  ])('%s is %s by default', (code, severity) => {
    expect(severityOf(code, defaultProfile.severities)).toBe(severity);
  });

  test('prefers the longest prefix that the map names', () => {
    expect(severityOf('LT05', { L: 'Info', LT: 'Minor', LT05: 'Blocker' })).toBe('Blocker');
  });
});

test('counting severities loses no violation', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...severities)), (found) => {
      expect(totalOf(countSeverities(found.map((severity) => ({ severity }))))).toBe(found.length);
    }),
  );
});

describe('verdictOf', () => {
  const gate: Gate = { maxViolations: { Blocker: 0, Critical: 0 }, maxFailedFiles: 0 };

  test.each<[string, Partial<typeof noViolations>, number, string]>([
    ['nothing found', {}, 0, 'Passed'],
    ['only what the gate does not mention', { major: 99, minor: 99, info: 99 }, 0, 'Passed'],
    ['one critical violation', { critical: 1 }, 0, 'Rejected'],
    ['one blocker', { blocker: 1 }, 0, 'Rejected'],
    ['a file that could not be analysed', {}, 1, 'Rejected'],
  ])('%s', (_name, counts, failedFiles, verdict) => {
    expect(verdictOf({ ...noViolations, ...counts }, failedFiles, gate)).toBe(verdict);
  });

  test('never turns better when violations are added', () => {
    const counts = fc.record({
      blocker: fc.nat(5),
      critical: fc.nat(5),
      major: fc.nat(5),
      minor: fc.nat(5),
      info: fc.nat(5),
    });
    fc.assert(
      fc.property(
        counts,
        fc.constantFrom<Severity>(...severities),
        fc.nat(3),
        fc.nat(3),
        (found, more, limit, failed) => {
          const anyGate: Gate = { maxViolations: { [more]: limit, Critical: 2 }, maxFailedFiles: 1 };
          const worse = { ...found, [countKeyOf(more)]: found[countKeyOf(more)] + 1 };
          const before = verdictOf(found, failed, anyGate);
          if (before === 'Rejected') expect(verdictOf(worse, failed, anyGate)).toBe('Rejected');
        },
      ),
    );
  });
});

describe('resultKeyOf', () => {
  const identity: ResultIdentity = {
    namespace: 'team-a',
    contentSha256: 'a'.repeat(64),
    profile: defaultProfile,
    engineVersion: 'v1',
  };

  test('changes with everything that can change an analysis, and with whose it is', () => {
    const profiles = [
      { ...defaultProfile, dialect: 'ansi' },
      { ...defaultProfile, rules: ['LT01'] },
      { ...defaultProfile, excludeRules: ['LT01'] },
      { ...defaultProfile, encoding: 'gb18030' },
      { ...defaultProfile, noqa: 'Ignore' as const },
      { ...defaultProfile, severities: { ...defaultProfile.severities, LT: 'Info' as const } },
    ];
    const identities = [
      identity,
      { ...identity, namespace: 'team-b' },
      { ...identity, contentSha256: 'b'.repeat(64) },
      { ...identity, engineVersion: 'v2' },
      ...profiles.map((profile) => ({ ...identity, profile })),
    ];
    expect(new Set(identities.map(resultKeyOf)).size).toBe(identities.length);
  });

  test('does not change with what only judges an analysis or says where it runs', () => {
    const judged = {
      ...defaultProfile,
      name: 'other',
      gate: { maxViolations: {}, maxFailedFiles: 9 },
      limits: { ...defaultProfile.limits, maxFileBytes: 1 },
      runner: { nodeSelector: { pool: 'big' }, resources: { limits: { memory: '8Gi' } } },
    };
    expect(resultKeyOf({ ...identity, profile: judged })).toBe(resultKeyOf(identity));
  });
});
