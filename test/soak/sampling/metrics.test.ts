import { expect, test } from '@jest/globals';
import { sumOfMetric } from './metrics.ts';

const text = `# TYPE workqueue_depth gauge
workqueue_depth{name="jobs"} 3
workqueue_depth{name="pool"} 2
workqueue_depth_more{name="jobs"} 9
sql_linting_admission_waiting_jobs 7
`;

test.each([
  ['workqueue_depth', '', 5],
  ['workqueue_depth', 'name="jobs"', 3],
  ['sql_linting_admission_waiting_jobs', '', 7],
  ['workqueue_adds_total', '', undefined],
])('%s{%s} is %s', (name, labels, expected) => {
  expect(sumOfMetric(text, name, labels)).toBe(expected);
});
