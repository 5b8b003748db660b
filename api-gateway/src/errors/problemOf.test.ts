import { describe, expect, test } from '@jest/globals';
import { ClusterUnavailableError, InvalidResourceError, NotFoundError } from '@sqllint/core/cluster/errors';
import { ShareUnavailableError, SubmissionTooLargeError } from '@sqllint/core/share/errors';
import { InvalidCursorError, StoreBusyError, StoreError, StoreUnavailableError } from '@sqllint/core/store/errors';
import { catalogue, type ProblemCode } from './catalogue.ts';
import { Problem, problemBody, problemSchema } from './problem.ts';
import { problemOf } from './problemOf.ts';

function withCode(code: string): Error {
  return Object.assign(new Error('at /srv/secret'), { code });
}

describe('what a handler throws', () => {
  test.each<[Error, ProblemCode, number, number | undefined]>([
    [new SubmissionTooLargeError(5), 'TOO_LARGE', 413, undefined],
    [new InvalidResourceError('spec.x is wrong.'), 'INVALID_REQUEST', 400, undefined],
    [new InvalidCursorError('no cursor'), 'INVALID_REQUEST', 400, undefined],
    [new NotFoundError('gone'), 'JOB_NOT_FOUND', 404, undefined],
    [new URIError('URI malformed'), 'INVALID_REQUEST', 400, undefined],
    [new StoreUnavailableError('secret'), 'UNAVAILABLE', 503, 5],
    [new StoreBusyError('secret'), 'UNAVAILABLE', 503, 5],
    [new StoreError('secret', { cause: withCode('ER_NO_SUCH_TABLE') }), 'UNAVAILABLE', 503, 5],
    [new StoreError('secret', { cause: withCode('ER_PARSE_ERROR') }), 'INTERNAL', 500, undefined],
    [new ClusterUnavailableError('secret'), 'UNAVAILABLE', 503, 5],
    [new ClusterUnavailableError('secret', { retryAfterMs: 60_500 }), 'UNAVAILABLE', 503, 61],
    [new ShareUnavailableError('secret', { cause: withCode('EIO') }), 'UNAVAILABLE', 503, 5],
    [new ShareUnavailableError('secret', { cause: withCode('ENOSPC') }), 'SHARE_FULL', 507, 60],
    [new ShareUnavailableError('secret', { cause: withCode('EDQUOT') }), 'SHARE_FULL', 507, 60],
    [new TypeError('secret'), 'INTERNAL', 500, undefined],
  ])('%s becomes %s with status %d', (error, code, status, retryAfter) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ code, status, retryAfter });
    expect(problem.message).not.toMatch(/secret/);
    expect(problemOf(problem)).toBe(problem);
  });

  test('becomes a failure of the service when it is no error at all', () => {
    expect(problemOf('secret')).toMatchObject({ code: 'INTERNAL' });
  });
});

describe('the catalogue', () => {
  test.each(Object.keys(catalogue) as ProblemCode[])('%s makes a complete body', (code) => {
    const body = problemBody(new Problem(code, 'A sentence.', { errors: [] }), 'id');
    expect(problemSchema.parse(body)).toEqual(body);
    expect(body.status).toBeGreaterThanOrEqual(400);
  });
});
