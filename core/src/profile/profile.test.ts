import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Severity, severities } from '../job/states.ts';
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

  test('does not change with what only judges an analysis', () => {
    const judged = {
      ...defaultProfile,
      name: 'other',
      gate: { maxViolations: {}, maxFailedFiles: 9 },
      limits: { ...defaultProfile.limits, maxFileBytes: 1 },
    };
    expect(resultKeyOf({ ...identity, profile: judged })).toBe(resultKeyOf(identity));
  });
});
