import { describe, expect, test } from '@jest/globals';
import {
  AlreadyExistsError,
  ClusterUnavailableError,
  ConflictError,
  ForbiddenError,
  InvalidResourceError,
  NotFoundError,
} from '../errors.ts';
import { errorOfConnection, errorOfResponse, ResourceExpiredError } from './apiErrors.ts';

function status(fields: object): string {
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', ...fields });
}

describe('what an answer of the API means', () => {
  test.each([
    [403, status({ reason: 'Forbidden', message: 'exceeded quota' }), ForbiddenError],
    [404, status({ reason: 'NotFound', message: 'sqllintjobs "a" not found' }), NotFoundError],
    [409, status({ reason: 'AlreadyExists', message: 'exists' }), AlreadyExistsError],
    [409, status({ reason: 'Conflict', message: 'modified' }), ConflictError],
    [410, status({ reason: 'Expired', message: 'too old' }), ResourceExpiredError],
    [400, status({ reason: 'BadRequest', message: 'bad' }), InvalidResourceError],
    [422, status({ reason: 'Invalid', message: 'bad' }), InvalidResourceError],
    [429, status({ reason: 'TooManyRequests', message: 'slow' }), ClusterUnavailableError],
    [500, 'oops', ClusterUnavailableError],
    [503, '', ClusterUnavailableError],
  ])('%i with %s is a %p', (code, body, kind) => {
    expect(errorOfResponse(code, body, undefined)).toBeInstanceOf(kind);
  });

  test('a refusal is told by its causes, without the value of a whole object', () => {
    const body = status({
      reason: 'Invalid',
      message: 'SqlLintJob.sqllint.dev "a" is invalid: [spec.parallelism: ..., spec.source: ...]',
      details: {
        causes: [
          { field: 'spec.parallelism', message: 'Invalid value: 101: should be less than or equal to 100' },
          { field: 'spec.source', message: 'Invalid value: {}: exactly one of archive and file must be set' },
          { field: 'spec.source', message: 'Invalid value: "object": exactly one of archive and file must be set' },
        ],
      },
    });
    expect(errorOfResponse(422, body, undefined).message).toBe(
      'spec.parallelism: Invalid value: 101: should be less than or equal to 100. ' +
        'spec.source: exactly one of archive and file must be set.',
    );
  });

  test('a path that the server does not know means that the CRDs are missing', () => {
    expect(errorOfResponse(404, '404 page not found', undefined).message).toMatch(/install the CustomResource/);
  });

  test.each([
    ['7', status({}), 7000],
    [undefined, status({ details: { retryAfterSeconds: 3 } }), 3000],
    [undefined, status({}), undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', status({}), undefined],
  ])('Retry-After %s asks for a pause', (header, body, expected) => {
    expect(errorOfResponse(429, body, header)).toMatchObject({ retryAfterMs: expected });
  });

  test('a connection that fails is told by its innermost reason', () => {
    const error = errorOfConnection(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }));
    expect(error).toBeInstanceOf(ClusterUnavailableError);
    expect(error.message).toBe('The Kubernetes API does not answer: connect ECONNREFUSED');
  });
});
