import type { SeverityCounts } from '../../../job/states.ts';
import type { StoredViolation } from '../../types.ts';

/** Counts violations by severity. */
export function countBySeverity(violations: readonly Pick<StoredViolation, 'severity'>[]): SeverityCounts {
  const count = (severity: StoredViolation['severity']): number =>
    violations.reduce((sum, violation) => sum + (violation.severity === severity ? 1 : 0), 0);
  return {
    blocker: count('Blocker'),
    critical: count('Critical'),
    major: count('Major'),
    minor: count('Minor'),
    info: count('Info'),
  };
}
