import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidResourceError } from '../cluster/errors.ts';
import { parseJob, parseNewSpec, parseStatusPart } from './parseJob.ts';
import { maxInlineBytes, progressSchema } from './sqlLintJob.ts';

const source = { inline: { sql: 'SELECT 1' } };

describe('a new spec', () => {
  test.each<[string, unknown, string]>([
    ['no spec', undefined, 'spec is missing; it must be an object.'],
    ['no source', {}, 'spec.source is missing; it must be an object.'],
    [
      'an empty source',
      { source: {} },
      'spec.source has none of them; exactly one of archive, file, inline, configMap must be set.',
    ],
    [
      'two sources',
      { source: { ...source, file: { path: 'a' } } },
      'spec.source has file and inline; exactly one of archive, file, inline, configMap must be set.',
    ],
    ['a number too big', { source, priority: 1001 }, 'spec.priority is 1001; it must be at most 1000.'],
    ['a number too small', { source, parallelism: 0 }, 'spec.parallelism is 0; it must be at least 1.'],
    ['a text for a number', { source, parallelism: 'x' }, 'spec.parallelism is "x"; it must be a number.'],
    ['a fraction', { source, parallelism: 1.5 }, 'spec.parallelism is 1.5; it must be a whole number.'],
    ['another word', { source, execution: 'Now' }, 'spec.execution is "Now"; it must be one of Job, Pool.'],
    ['an empty text', { source, dialect: '' }, 'spec.dialect is ""; it must be at least 1 characters long.'],
    ['an entry of a list', { source, rules: ['LT01', 7] }, 'spec.rules[1] is 7; it must be a text.'],
    [
      'a spelling mistake',
      { source, dialekt: 'mysql' },
      'spec.dialekt is not a known field; remove it or check its spelling.',
    ],
  ])('with %s is refused in a sentence', (_, spec, message) => {
    const parse = () => parseNewSpec(spec);
    expect(parse).toThrow(InvalidResourceError);
    expect(parse).toThrow(message);
  });

  test('with several mistakes is refused for all of them at once', () => {
    expect(() => parseNewSpec({ source, parallelism: 0, priority: 5000 })).toThrow(/parallelism.*priority/);
  });

  test('with a mistake in a long text does not repeat the text', () => {
    expect(() => parseNewSpec({ source, dialect: 'x'.repeat(5000) })).toThrow(
      'spec.dialect is a text of 5000 characters; it must be at most 32 characters long.',
    );
  });

  test('holds at most 32 KiB of SQL, counted in bytes of UTF-8', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'é', '测', '😀'), fc.integer({ min: -3, max: 3 }), (letter, extra) => {
        const bytes = Buffer.byteLength(letter);
        const sql = letter.repeat(Math.floor(maxInlineBytes / bytes)) + 'a'.repeat(Math.max(0, extra + 1));
        const parse = () => parseNewSpec({ source: { inline: { sql } } });
        if (Buffer.byteLength(sql) <= maxInlineBytes) expect(parse).not.toThrow();
        else expect(parse).toThrow(/spec\.source\.inline\.sql/);
      }),
    );
  });

  test('that was filled in once stays the same', () => {
    const once = parseNewSpec({ source, submitter: { userId: undefined } });
    expect(parseNewSpec(once)).toEqual(once);
    expect(once.submitter).toEqual({});
  });
});

describe('a resource of the API', () => {
  const raw = {
    apiVersion: 'sqllint.dev/v1',
    kind: 'SqlLintJob',
    metadata: {
      name: 'a',
      namespace: 'default',
      uid: 'u',
      resourceVersion: '5',
      generation: 2,
      creationTimestamp: '2026-01-01T00:00:00Z',
      managedFields: [{ manager: 'kubectl' }],
    },
    spec: parseNewSpec({ source }),
    status: { phase: 'Accepted' },
  };

  test('is read without what is of no use here', () => {
    const { managedFields: _, ...metadata } = raw.metadata;
    expect(parseJob(raw)).toEqual({ ...raw, metadata });
  });

  test('of a newer version is read without the fields that are unknown here', () => {
    const newer = {
      ...raw,
      spec: { ...raw.spec, hurry: true, source: { inline: { ...raw.spec.source.inline, tone: 'friendly' } } },
      status: { phase: 'Accepted', mood: 'good' },
    };
    expect(parseJob(newer)).toEqual(parseJob(raw));
  });

  test('without a status has none', () => {
    expect(parseJob({ ...raw, status: undefined })).not.toHaveProperty('status');
  });

  test('that makes no sense is refused', () => {
    expect(() => parseJob({ ...raw, spec: {} })).toThrow('spec.source is missing');
    expect(() => parseJob({ ...raw, metadata: {} })).toThrow('resource.metadata.name is missing');
  });
});

test('a part of the status is checked before it is written', () => {
  expect(() => parseStatusPart(progressSchema, { total: -1 })).toThrow('status.total is -1; it must be at least 0.');
});
