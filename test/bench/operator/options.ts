import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';

const choice = z.enum(['yes', 'no']);

/** What `make bench-operator` takes from its environment. */
const schema = z.object({
  JOBS: integerSetting({ min: 1, max: 100_000, default: 1000 }),
  /** Jobs that may run at the same time; what the chart says when empty. */
  CONCURRENT: z.union([z.literal(''), z.coerce.number().int().min(1)]).default(''),
  NAMESPACES: integerSetting({ min: 1, max: 100, default: 1 }),
  /** Creations that are on their way at the same time. */
  CREATORS: integerSetting({ min: 1, max: 500, default: 16 }),
  RESTART: choice.default('yes'),
  /** A CPU profile and a heap snapshot of the operator, into the folder of the report. */
  PROFILE: choice.default('no'),
  /** Where the report, logs and profiles go. */
  OUTPUT: z.string().default(''),
});

export interface BenchOptions {
  readonly jobs: number;
  readonly concurrent: number | undefined;
  readonly namespaces: number;
  readonly creators: number;
  readonly restart: boolean;
  readonly profile: boolean;
  readonly output: string;
}

/** @throws Error that names every option that is wrong */
export function readOptions(environment: Readonly<Record<string, string | undefined>>): BenchOptions {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Error(parsed.error.issues.map(sentenceOf).join('\n'));
  const { JOBS, CONCURRENT, NAMESPACES, CREATORS, RESTART, PROFILE, OUTPUT } = parsed.data;
  return {
    jobs: JOBS,
    concurrent: CONCURRENT === '' ? undefined : CONCURRENT,
    namespaces: NAMESPACES,
    creators: CREATORS,
    // A process that is killed writes no profile.
    restart: RESTART === 'yes' && PROFILE === 'no',
    profile: PROFILE === 'yes',
    output: OUTPUT,
  };
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  return `${String(issue.path[0])}: ${issue.message}`;
}
