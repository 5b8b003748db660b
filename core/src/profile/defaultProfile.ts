import type { Severity } from '../job/states.ts';
import type { EffectiveProfile } from './types.ts';

/**
 * Severity by rule code or by the two letters of its group. What SQLFluff could not read at all is Critical; what may
 * change a query's meaning is Major; what makes it harder to read is Minor; mere file endings are Info.
 */
export const defaultSeverities: Readonly<Record<string, Severity>> = {
  LXR: 'Critical',
  PRS: 'Critical',
  TMP: 'Critical',
  AM: 'Major',
  CV: 'Major',
  RF: 'Major',
  ST: 'Major',
  AL: 'Minor',
  CP: 'Minor',
  JJ: 'Minor',
  LT: 'Minor',
  LT12: 'Info',
  LT13: 'Info',
};

/** The profile that every installation has. */
export const defaultProfile: EffectiveProfile = {
  name: 'default',
  dialect: 'mysql',
  rules: [],
  excludeRules: [],
  encoding: 'auto',
  templater: 'raw',
  parser: 'Rust',
  noqa: 'Honour',
  inlineConfig: 'Ignore',
  settings: {},
  severities: defaultSeverities,
  gate: { maxViolations: { Blocker: 0, Critical: 0 }, maxFailedFiles: 0 },
  limits: { maxFileBytes: 20 * 1024 * 1024, chunkAboveBytes: 64 * 1024 },
};
