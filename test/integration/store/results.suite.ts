import { describe, expect, test } from '@jest/globals';
import { InvalidCursorError } from '../../../core/src/store/errors.ts';
import type { JobViolation } from '../../../core/src/store/types.ts';
import { addJobWithTasks, claim, commitItem, type Fixture, keyOf, newResult, violation } from './fixture.ts';

export function resultsSuite(fixture: Fixture): void {
  describe('results', () => {
    test('an unknown result is undefined', async () => {
      const { store } = fixture();
      expect(await store.results.get(keyOf('unknown'))).toBeUndefined();
    });

    test.each([1, 2, 3, 7, 100])('pages of %i violations give each one once and in order', async (size) => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 4);
      const claimed = await claim(store, jobId);
      await store.tasks.commit(
        jobId,
        claimed.map((task) =>
          commitItem(
            task,
            'runner-a',
            Array.from({ length: task.entryIndex }, (_, index) => violation({ lineNo: task.entryIndex - index })),
          ),
        ),
      );
      const seen: JobViolation[] = [];
      let cursor: string | null = null;
      do {
        const page = await store.results.violationsOfJob(jobId, cursor, size);
        expect(page.items.length).toBeLessThanOrEqual(size);
        seen.push(...page.items);
        cursor = page.next;
      } while (cursor !== null);
      expect(seen.map((item) => [item.entryIndex, item.lineNo])).toEqual([
        [1, 1],
        [2, 1],
        [2, 2],
        [3, 1],
        [3, 2],
        [3, 3],
      ]);
    });

    test.each(['', 'x', '1', '1.', "1.2' OR 1=1", '-1.0', '99999999999.1'])(
      'the cursor %p is refused',
      async (cursor) => {
        const { store } = fixture();
        const jobId = await addJobWithTasks(store, 1);
        await expect(store.results.violationsOfJob(jobId, cursor, 10)).rejects.toThrow(InvalidCursorError);
      },
    );

    test('statistics count by severity and rule, and name the slowest files', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 3);
      const claimed = await claim(store, jobId);
      const violations = [
        violation(),
        violation({ lineNo: 2 }),
        violation({ lineNo: 3, code: 'CP01', rule: 'capitalisation.keywords', severity: 'Major' }),
      ];
      await store.tasks.commit(
        jobId,
        claimed.map((task) => ({
          ...commitItem(task),
          result: newResult(task.resultKey, { analysisMs: 10 * task.entryIndex + 0.25, violations }),
        })),
      );
      expect(await store.results.statisticsOfJob(jobId, 2)).toEqual({
        bySeverity: { blocker: 0, critical: 0, major: 3, minor: 6, info: 0 },
        byRule: [
          { code: 'LT01', rule: 'layout.spacing', count: 6 },
          { code: 'CP01', rule: 'capitalisation.keywords', count: 3 },
        ],
        slowestFiles: [
          { fileName: 'sql/2.sql', analysisMs: 20.25 },
          { fileName: 'sql/1.sql', analysisMs: 10.25 },
        ],
      });
    });

    test('statistics of a job without results are empty', async () => {
      const { store } = fixture();
      const jobId = await addJobWithTasks(store, 1);
      expect(await store.results.statisticsOfJob(jobId, 5)).toEqual({
        bySeverity: { blocker: 0, critical: 0, major: 0, minor: 0, info: 0 },
        byRule: [],
        slowestFiles: [],
      });
    });
  });
}
