import { describe, expect, test } from '@jest/globals';
import { deathOf, type EngineExit, startFailureOf } from './engineExit.ts';

const plain: EngineExit = { exitCode: undefined, signal: undefined, stderr: '', fault: undefined };

describe('the death of an engine', () => {
  test.each<[string, Partial<EngineExit>, string]>([
    ['its own exit status for a lack of memory', { exitCode: 77 }, 'OUT_OF_MEMORY'],
    [
      'an allocation that failed in Rust',
      { signal: 'SIGABRT', stderr: 'memory allocation of 42991632 bytes failed\nnote: ...' },
      'OUT_OF_MEMORY',
    ],
    ['a MemoryError that nothing caught', { exitCode: 1, stderr: 'Traceback ...\nMemoryError\n' }, 'OUT_OF_MEMORY'],
    ['the limit of its CPU time', { signal: 'SIGXCPU' }, 'TIMEOUT'],
    ['a signal', { signal: 'SIGSEGV' }, 'ENGINE_CRASH'],
    ['a kill from outside', { signal: 'SIGKILL' }, 'ENGINE_CRASH'],
    ['a SQL text that only speaks of memory', { exitCode: 1, stderr: 'near "x MemoryError"' }, 'ENGINE_CRASH'],
  ])('by %s', (_name, exit, errorCode) => {
    expect(deathOf({ ...plain, ...exit }).errorCode).toBe(errorCode);
  });

  test('is told with the signal', () => {
    expect(deathOf({ ...plain, signal: 'SIGSEGV' }).message).toBe('The engine died on this file: killed by SIGSEGV.');
  });
});

test('a failed start is told with the last lines that Python wrote', () => {
  const stderr = "Traceback (most recent call last):\n  ...\nModuleNotFoundError: No module named 'sqlfluff'\n";
  expect(startFailureOf({ ...plain, exitCode: 1, stderr })).toMatch(
    /^the engine did not start: exit status 1; it wrote: .*No module named 'sqlfluff'$/,
  );
});
