import type { SeverityCounts, Verdict } from '../job/states.ts';
import { severities } from '../job/states.ts';
import { countKeyOf } from './severity.ts';
import type { Gate } from './types.ts';

/** Judges a finished job: `Rejected` as soon as one limit of the gate is exceeded. */
export function verdictOf(counts: SeverityCounts, failedFiles: number, gate: Gate): Verdict {
  if (failedFiles > gate.maxFailedFiles) return 'Rejected';
  const exceeded = severities.some((severity) => {
    const limit = gate.maxViolations[severity];
    return limit !== undefined && counts[countKeyOf(severity)] > limit;
  });
  return exceeded ? 'Rejected' : 'Passed';
}
