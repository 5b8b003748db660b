import { describe, expect, test } from '@jest/globals';
import type { RunOutcome } from '../runner/runJob.ts';
import { Assignments } from './assignments.ts';
import { type FromRunner, toRunnerSchema } from './messages.ts';

const done: RunOutcome = { exitCode: 0, message: 'Done.' };

type Run = (signal: AbortSignal, onOutcome: (outcome: RunOutcome) => void) => Promise<RunOutcome>;

function standby(run: Run) {
  const sent: FromRunner[] = [];
  const ended = Promise.withResolvers<void>();
  const assignments = new Assignments({
    run: (_ref, signal, onOutcome) => run(signal, onOutcome),
    send: (message) => sent.push(message),
    onShutdown: ended.resolve,
  });
  const assign = (assignment: string) =>
    assignments.receive({ type: 'assign', assignment, namespace: 'default', name: 'a' });
  return { assignments, assign, sent, ended: ended.promise };
}

function untilAborted(signal: AbortSignal): Promise<RunOutcome> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ exitCode: 1, message: 'Left.' }));
  });
}

describe('a standby runner', () => {
  test('answers each assignment once and takes the next', async () => {
    const { assign, sent } = standby(async () => done);
    assign('1');
    await new Promise(setImmediate);
    assign('2');
    await new Promise(setImmediate);
    expect(sent).toEqual([
      { type: 'finished', assignment: '1', ...done },
      { type: 'finished', assignment: '2', ...done },
    ]);
  });

  test('answers as soon as the outcome is certain, and leaves only when all has ended', async () => {
    const lastWords = Promise.withResolvers<void>();
    const { assignments, assign, sent, ended } = standby(async (_signal, onOutcome) => {
      onOutcome(done);
      await lastWords.promise;
      return done;
    });
    let left = false;
    void ended.then(() => {
      left = true;
    });
    assign('1');
    await new Promise(setImmediate);
    expect(sent).toEqual([{ type: 'finished', assignment: '1', ...done }]);
    assignments.receive({ type: 'shutdown' });
    await new Promise(setImmediate);
    expect(left).toBe(false);
    lastWords.resolve();
    await ended;
    expect(sent).toHaveLength(1);
  });

  test('works on several assignments at once', async () => {
    const ends = new Map<string, (outcome: RunOutcome) => void>();
    const { assign, sent } = standby(() => new Promise((resolve) => ends.set(String(ends.size + 1), resolve)));
    assign('1');
    assign('2');
    ends.get('2')?.(done);
    await new Promise(setImmediate);
    expect(sent).toEqual([{ type: 'finished', assignment: '2', ...done }]);
    ends.get('1')?.(done);
    await new Promise(setImmediate);
    expect(sent.slice(1)).toEqual([{ type: 'finished', assignment: '1', ...done }]);
  });

  test('refuses an assignment that it has already', async () => {
    const { assign, sent } = standby(untilAborted);
    assign('1');
    assign('1');
    expect(sent).toEqual([
      { type: 'finished', assignment: '1', exitCode: 1, message: 'The runner has this assignment already.' },
    ]);
  });

  test('gives up the assignment that is named, and only that', async () => {
    const { assignments, assign, sent } = standby(untilAborted);
    assign('1');
    assignments.receive({ type: 'abort', assignment: '0' });
    await new Promise(setImmediate);
    expect(sent).toEqual([]);
    assignments.receive({ type: 'abort', assignment: '1' });
    await new Promise(setImmediate);
    expect(sent).toEqual([{ type: 'finished', assignment: '1', exitCode: 1, message: 'Left.' }]);
  });

  test('answers with exit code 1 when the work breaks', async () => {
    const { assign, sent } = standby(() => Promise.reject(new Error('broken')));
    assign('1');
    await new Promise(setImmediate);
    expect(sent).toEqual([{ type: 'finished', assignment: '1', exitCode: 1, message: 'Error: broken' }]);
  });

  test('gives up its work before it leaves, and takes no more', async () => {
    const { assignments, assign, sent, ended } = standby(untilAborted);
    assign('1');
    assignments.receive({ type: 'shutdown' });
    assign('2');
    await ended;
    expect(sent.map((message) => (message.type === 'finished' ? message.assignment : message.type))).toEqual([
      '2',
      '1',
    ]);
  });

  test('leaves at once when it has nothing to do', async () => {
    const { assignments, sent, ended } = standby(untilAborted);
    assignments.receive({ type: 'shutdown' });
    await ended;
    expect(sent).toEqual([]);
  });
});

describe('a message to a standby runner', () => {
  test.each([[{ type: 'dance' }], [{ type: 'assign', assignment: '1' }], [{ type: 'abort' }], ['shutdown'], [null]])(
    '%j is not understood',
    (message) => {
      expect(toRunnerSchema.safeParse(message).success).toBe(false);
    },
  );
});
