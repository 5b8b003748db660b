import { expect, test } from '@jest/globals';
import { oneViolation } from '../runner/testing/scriptedEngines.ts';
import { FindingsCollector } from './findings.ts';

const [violation] = oneViolation.violations;

test('violations beyond the limit are counted by code, and their lines too', () => {
  const collector = new FindingsCollector({ mostListed: 2 });
  collector.add([violation, { ...violation, lineNo: 2 }]).add([
    { ...violation, lineNo: 2 },
    { ...violation, lineNo: 9, code: 'LT05' },
    { ...violation, lineNo: 9, code: 'LT05' },
  ]);
  expect(collector.violations.map(({ lineNo }) => lineNo)).toEqual([1, 2]);
  expect(collector.unlisted).toEqual({ LT01: 1, LT05: 2 });
  expect(collector.linesWithViolation).toBe(3);
});

test('violations that are urgent are listed beside many others', () => {
  const collector = new FindingsCollector({ mostListed: 1, isUrgent: (code) => code === 'PRS' });
  const found = ['LT01', 'LT01', 'PRS', 'LT05', 'PRS'].map((code, index) => ({
    ...violation,
    code,
    lineNo: index + 1,
  }));
  collector.add(found);
  expect(collector.violations.map(({ code, lineNo }) => [code, lineNo])).toEqual([
    ['LT01', 1],
    ['PRS', 3],
  ]);
  expect(collector.unlisted).toEqual({ LT01: 1, LT05: 1, PRS: 1 });
});
