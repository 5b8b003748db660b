import { expect, test } from '@jest/globals';
import { runnerExit } from '@sqllint/core/job/runnerExit';
import { failureOfEnd, type RunnerEnd } from './runnerEnd.ts';

const secret = "Access denied for user 'sqllint'@'10.0.0.7' at /srv/share: SELECT 1";

test.each<[string, Omit<RunnerEnd, 'who'>, string, string]>([
  [
    'out of memory',
    { reason: 'OOMKilled', exitCode: 137 },
    'The last runner ran out of memory.',
    'pod a: OOMKilled: exit code 137',
  ],
  [
    'evicted',
    { reason: 'Evicted', clusterMessage: 'The node was low on memory.' },
    'The last runner was evicted from its node.',
    'pod a: Evicted: The node was low on memory.',
  ],
  [
    'without its database',
    { reason: 'Error', exitCode: runnerExit.databaseAway },
    'The last runner could not reach the database.',
    'pod a: Error: exit code 69',
  ],
  ['killed', { signal: 'SIGKILL' }, 'The last runner was ended by signal SIGKILL.', 'pod a: signal SIGKILL'],
  [
    'crashed',
    { reason: 'Error', exitCode: 1 },
    'The last runner crashed with exit code 1; its log says why.',
    'pod a: Error: exit code 1',
  ],
  ['gone without a word', {}, 'The last runner failed; its log says why.', 'pod a'],
])('a runner that is %s has a sentence of its own, without the words of its log', (_, end, publicMessage, detail) => {
  expect(failureOfEnd({ who: 'pod a', ...end, lastWords: secret })).toEqual({
    publicMessage,
    detail,
    lastWords: secret,
  });
});
