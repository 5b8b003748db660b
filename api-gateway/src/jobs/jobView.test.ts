import { describe, expect, test } from '@jest/globals';
import { jobStatuses } from '@sqllint/core/job/states';
import { type JobFacts, newerFacts } from './jobView.ts';

function facts(status: JobFacts['job_status']): JobFacts {
  return { job_status: status, warnings: [] as string[] } as JobFacts;
}

describe('row and resource of one job', () => {
  test.each(jobStatuses.flatMap((row) => jobStatuses.map((resource) => [row, resource] as const)))(
    'with %s in the row and %s in the resource agree on a status that is final if one of them is',
    (row, resource) => {
      const terminal = (status: string) => status !== 'ACCEPTED' && status !== 'PROCESSING';
      const { job_status: status } = newerFacts(facts(row), facts(resource));
      expect(terminal(status)).toBe(terminal(row) || terminal(resource));
      if (terminal(row) || !terminal(resource)) expect(status).toBe(row);
    },
  );

  test('keep the warnings of the row whichever is newer: the resource has none', () => {
    const row = { ...facts('PROCESSING'), warnings: ['One is refused.'] };
    expect(newerFacts(row, facts('COMPLETED'))).toEqual({ ...facts('COMPLETED'), warnings: ['One is refused.'] });
  });
});
