import type { Case, World } from './case.ts';

export interface Outcome {
  readonly name: string;
  readonly seconds: number;
  readonly error: Error | undefined;
}

/** Runs the cases one after the other; a failed one does not keep the next from running. */
export async function runCases(
  cases: readonly Case[],
  world: World,
  onFailure: (failed: Case, error: Error) => Promise<void>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const one of cases) {
    const begun = Date.now();
    const error = await runOne(one, world);
    const seconds = (Date.now() - begun) / 1000;
    outcomes.push({ name: one.name, seconds, error });
    console.log(`${error ? 'FAILED' : 'passed'}  ${seconds.toFixed(1).padStart(6)} s  ${one.name}`);
    if (error) {
      console.log(error.message.replaceAll(/^/gm, '          '));
      await onFailure(one, error);
    }
  }
  return outcomes;
}

async function runOne(one: Case, world: World): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${one.timeoutMs / 1000} s`)), one.timeoutMs);
  });
  try {
    await Promise.race([one.run(world), deadline]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** A table of all cases with their times. */
export function printTable(outcomes: readonly Outcome[]): void {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  console.log(`\n${'case'.padEnd(width)}  ${'result'.padEnd(6)}  ${'time'.padStart(8)}`);
  console.log(`${'-'.repeat(width)}  ------  --------`);
  for (const { name, seconds, error } of outcomes) {
    console.log(`${name.padEnd(width)}  ${error ? 'FAILED' : 'passed'}  ${seconds.toFixed(1).padStart(6)} s`);
  }
  const failed = outcomes.filter(({ error }) => error !== undefined).length;
  console.log(`\n${outcomes.length - failed} passed, ${failed} failed`);
}
