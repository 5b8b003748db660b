import { describe, expect, test } from '@jest/globals';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Problem } from '../errors/problem.ts';
import type { JobChange } from '../jobs/jobChanges.ts';
import { createIntake } from './intake.ts';

const running = { status: { phase: 'Processing' } } as SqlLintJob;
const completed = { status: { phase: 'Completed' } } as SqlLintJob;

function openIntake({ limit = 1, synced = Promise.resolve() }: { limit?: number; synced?: Promise<void> } = {}) {
  let tell: (name: string, change: JobChange) => void = () => undefined;
  let now = 0;
  const intake = createIntake({
    changes: {
      subscribeAll: (listener) => {
        tell = listener;
      },
      synced,
    },
    limit,
    clock: () => now,
    firstListMs: 20,
  });
  return {
    submit: (name: string, work: () => Promise<void> = async () => undefined) => intake.admit(name, work),
    refusal: async (name: string) =>
      await intake
        .admit(name, async () => undefined)
        .then(
          () => undefined,
          (error: Problem) => ({ code: error.code, retryAfter: error.retryAfter }),
        ),
    tell: (name: string, change: JobChange) => tell(name, change),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const full = { code: 'TOO_MANY_REQUESTS', retryAfter: 60 };

describe('letting submissions in', () => {
  test('counts a job from the moment its submission begins', async () => {
    const { submit, refusal } = openIntake();
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = submit('a', () => promise);
    await expect(refusal('b')).resolves.toEqual(full);
    resolve();
    await first;
    await expect(refusal('b')).resolves.toEqual(full);
  });

  test('gives the place of a submission back that created no job', async () => {
    const { submit, refusal } = openIntake();
    await expect(submit('a', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await expect(refusal('b')).resolves.toBeUndefined();
  });

  test('counts a job once, though it is both under way and seen', async () => {
    const { submit, refusal, tell } = openIntake({ limit: 2 });
    await submit('a', async () => tell('a', running));
    await expect(refusal('b')).resolves.toBeUndefined();
  });

  test.each<[string, JobChange]>([
    ['ended', completed],
    ['was deleted', 'gone'],
  ])('has room again when a job %s, and then asks for a shorter wait', async (_, change) => {
    const { submit, refusal, tell } = openIntake();
    tell('of-others', running);
    await expect(refusal('a')).resolves.toEqual(full);
    tell('of-others', change);
    await submit('a');
    await expect(refusal('b')).resolves.toEqual({ ...full, retryAfter: 1 });
  });

  test('does not count a job that ended before its submission was answered', async () => {
    const { submit, refusal, tell } = openIntake();
    await submit('a', async () => {
      tell('a', running);
      tell('a', completed);
    });
    await expect(refusal('b')).resolves.toBeUndefined();
  });

  test('gives up a job that the watch never shows, but not early', async () => {
    const { submit, refusal, pass } = openIntake();
    await submit('a');
    pass(149_999);
    await expect(refusal('b')).resolves.toEqual(full);
    pass(1);
    await expect(refusal('b')).resolves.toBeUndefined();
  });

  test('waits for the first list, so that what exists counts', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { refusal, tell } = openIntake({ synced: promise });
    const answer = refusal('a');
    tell('of-others', running);
    resolve();
    await expect(answer).resolves.toEqual(full);
  });

  test('refuses for a while when the first list does not come', async () => {
    const { refusal } = openIntake({ synced: new Promise(() => undefined) });
    await expect(refusal('a')).resolves.toEqual({ code: 'UNAVAILABLE', retryAfter: 5 });
  });
});
