import type { Severity, SeverityCounts } from '../job/states.ts';

/** The severity of a rule: of its code, else of the longest prefix that the map names, else Minor. */
export function severityOf(code: string, severities: Readonly<Record<string, Severity>>): Severity {
  for (let length = code.length; length > 0; length -= 1) {
    const severity = severities[code.slice(0, length)];
    if (severity !== undefined) return severity;
  }
  return 'Minor';
}

export const noViolations: SeverityCounts = { blocker: 0, critical: 0, major: 0, minor: 0, info: 0 };

const countKeys = {
  Blocker: 'blocker',
  Critical: 'critical',
  Major: 'major',
  Minor: 'minor',
  Info: 'info',
} as const satisfies Record<Severity, keyof SeverityCounts>;

/** The field of `SeverityCounts` for a severity. */
export function countKeyOf(severity: Severity): keyof SeverityCounts {
  return countKeys[severity];
}

export function countSeverities(found: Iterable<{ readonly severity: Severity }>): SeverityCounts {
  const counts = { ...noViolations };
  for (const { severity } of found) counts[countKeys[severity]] += 1;
  return counts;
}

/** The same for numbers of violations by rule code. */
export function countCodes(
  numbers: Readonly<Record<string, number>>,
  severities: Readonly<Record<string, Severity>>,
): SeverityCounts {
  const counts = { ...noViolations };
  for (const [code, number] of Object.entries(numbers)) counts[countKeys[severityOf(code, severities)]] += number;
  return counts;
}

export function addCounts(one: SeverityCounts, other: SeverityCounts): SeverityCounts {
  return {
    blocker: one.blocker + other.blocker,
    critical: one.critical + other.critical,
    major: one.major + other.major,
    minor: one.minor + other.minor,
    info: one.info + other.info,
  };
}

export function totalOf(counts: SeverityCounts): number {
  return counts.blocker + counts.critical + counts.major + counts.minor + counts.info;
}
