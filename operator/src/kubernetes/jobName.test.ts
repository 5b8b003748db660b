import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jobNameOf, ownerLabelOf } from './jobName.ts';

const uid = fc.uuid();
const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) =>
  labels
    .join('.')
    .slice(0, 253)
    .replace(/[-.]+$/, ''),
);
const attempt = fc.integer({ min: 1, max: 999 });

test('an ordinary name stays readable', () => {
  expect(jobNameOf({ name: 'nightly', uid: 'u' }, 2)).toBe('nightly-2');
  const id = 'job-0f9e2c34-6f0a-4d07-8a53-1c2f7b6d9e10';
  expect(jobNameOf({ name: id, uid: 'u' }, 1)).toBe(`${id}-1`);
});

test('a long name is cut, and told apart from others that begin alike', () => {
  const long = 'n'.repeat(100);
  const [one, two] = [jobNameOf({ name: long, uid: 'one' }, 1), jobNameOf({ name: long, uid: 'two' }, 1)];
  expect(one).toHaveLength(63);
  expect(one).not.toBe(two);
});

describe('for any name, uid and attempt', () => {
  test('the Job name is a DNS label', () => {
    fc.assert(
      fc.property(name, uid, attempt, (name, uid, attempt) => {
        expect(jobNameOf({ name, uid }, attempt)).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  test('the label is a label value', () => {
    fc.assert(
      fc.property(name, uid, (name, uid) => {
        expect(ownerLabelOf({ name, uid })).toMatch(/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  test('different attempts have different names, and the same attempt has the same', () => {
    fc.assert(
      fc.property(name, uid, attempt, attempt, (name, uid, a, b) => {
        expect(jobNameOf({ name, uid }, a) === jobNameOf({ name, uid }, b)).toBe(a === b);
      }),
    );
  });
});
