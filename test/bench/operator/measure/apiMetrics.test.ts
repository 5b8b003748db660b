import { expect, test } from '@jest/globals';
import { requestTotals, totalsBetween } from './apiMetrics.ts';

const line = (verb: string, resource: string, subresource: string, code: number, value: string): string =>
  `apiserver_request_total{code="${code}",component="apiserver",resource="${resource}",subresource="${subresource}",verb="${verb}"} ${value}`;

test('requests are added up over their codes, and only what came between counts', () => {
  const before = requestTotals([line('PATCH', 'pods', 'status', 200, '3'), 'up 1'].join('\n'));
  const after = requestTotals(
    [
      line('PATCH', 'pods', 'status', 200, '5'),
      line('PATCH', 'pods', 'status', 409, '1'),
      line('GET', '', '/healthz', 200, '9'),
      line('POST', 'jobs', '', 201, '1e+03'),
    ].join('\n'),
  );
  expect([...totalsBetween(before, after)]).toEqual([
    ['PATCH pods/status', 3],
    ['POST jobs', 1000],
  ]);
});
