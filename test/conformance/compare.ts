import type { Finding, Findings } from './findings.ts';

export interface Difference {
  readonly file: string;
  readonly kind: 'only in sqlfluff' | 'only in sqllint' | 'analysed by sqlfluff only' | 'analysed by sqllint only';
  /** Absent when the whole file is missing on one side. */
  readonly finding?: Finding;
}

export interface Comparison {
  /** Files that both sides analysed. */
  readonly files: number;
  /** Violations of sqlfluff in those files. */
  readonly violations: number;
  readonly differences: readonly Difference[];
}

/**
 * Compares file by file, as multisets: two equal violations must be two on the other side.
 * @param corpus the names of all files that were given to both sides
 */
export function compareFindings(corpus: readonly string[], sqlfluff: Findings, sqllint: Findings): Comparison {
  const both = corpus.filter((file) => sqlfluff.files.has(file) && sqllint.files.has(file));
  return {
    files: both.length,
    violations: both.reduce((sum, file) => sum + (sqlfluff.files.get(file) ?? []).length, 0),
    differences: corpus.flatMap((file) => compareFile(file, sqlfluff.files.get(file), sqllint.files.get(file))),
  };
}

function compareFile(
  file: string,
  expected: readonly Finding[] | undefined,
  actual: readonly Finding[] | undefined,
): Difference[] {
  if (expected === undefined || actual === undefined) return compareMissing(file, expected, actual);
  return [
    ...without(expected, actual).map((finding) => ({ file, kind: 'only in sqlfluff', finding }) as const),
    ...without(actual, expected).map((finding) => ({ file, kind: 'only in sqllint', finding }) as const),
  ];
}

/** A file that neither side analysed is no difference; the report lists it all the same. */
function compareMissing(
  file: string,
  expected: readonly Finding[] | undefined,
  actual: readonly Finding[] | undefined,
): Difference[] {
  if (expected !== undefined) return [{ file, kind: 'analysed by sqlfluff only' }];
  return actual === undefined ? [] : [{ file, kind: 'analysed by sqllint only' }];
}

/** What is left of a multiset when another one is taken away. */
function without(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(keyOf(other), (counts.get(keyOf(other)) ?? 0) + 1);
  return findings.filter((finding) => {
    const count = counts.get(keyOf(finding)) ?? 0;
    counts.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

function keyOf({ line, position, code }: Finding): string {
  return `${line}:${position}:${code}`;
}
