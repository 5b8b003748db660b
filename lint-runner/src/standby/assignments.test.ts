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

  test('answers as soon as the outcome is certain, and begins the next assignment when the last has ended', async () => {
    const lastWords = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let begun = 0;
    const { assignments, assign, sent, ended } = standby(async (_signal, onOutcome) => {
      const said = lastWords[begun++]?.promise;
      onOutcome(done);
      await said;
      return done;
    });
    assign('1');
    await new Promise(setImmediate);
    expect(sent).toEqual([{ type: 'finished', assignment: '1', ...done }]);
    assign('2');
    await new Promise(setImmediate);
    expect(begun).toBe(1);
    lastWords[0]?.resolve();
    await new Promise(setImmediate);
    expect(begun).toBe(2);
    expect(sent.slice(1)).toEqual([{ type: 'finished', assignment: '2', ...done }]);
    assignments.receive({ type: 'shutdown' });
    await new Promise(setImmediate);
    lastWords[1]?.resolve();
    await ended;
    expect(sent).toHaveLength(2);
  });

  test('refuses a second assignment while it works on one', async () => {
    const { assign, sent } = standby(untilAborted);
    assign('1');
    assign('2');
    expect(sent).toEqual([
      { type: 'finished', assignment: '2', exitCode: 1, message: 'The runner has another assignment.' },
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
