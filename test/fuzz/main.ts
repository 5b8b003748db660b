import fc from 'fast-check';
import type { FuzzTarget } from './target.ts';
import { targets } from './targets.ts';

/**
 * make fuzz: random input for each target in turn, until the time is over. Prints what the inputs met, and for a finding
 * the command that repeats it. Exit status 1 for a finding, 2 for a wrong argument.
 */

const usage = `usage: make fuzz [SECONDS=600] [SEED=n] [FUZZ_TARGET=${targets.map(({ name }) => name).join('|')}] [FUZZ_PATH=p]`;

interface Options {
  readonly seconds: number;
  readonly seed: number;
  readonly chosen: readonly FuzzTarget[];
  /** Leads fast-check to one input. */
  readonly path: string | undefined;
}

function readOptions([seconds = '', seed = '', name = '', path = '']: readonly string[]): Options | string {
  const chosen = targets.filter((target) => name === '' || target.name === name);
  if (chosen.length === 0) return `FUZZ_TARGET "${name}" is unknown.`;
  if (!/^[1-9]\d{0,5}$/.test(seconds)) return `SECONDS "${seconds}" is no number of seconds from 1 to 999999.`;
  if (!/^(-?\d{1,10})?$/.test(seed)) return `SEED "${seed}" is no integer.`;
  if (path !== '' && name === '') return 'FUZZ_PATH needs the FUZZ_TARGET that it belongs to.';
  return {
    seconds: Number(seconds),
    seed: seed === '' ? Date.now() | 0 : Number(seed),
    chosen,
    path: path === '' ? undefined : path,
  };
}

/** @returns true when nothing was found */
async function fuzz(target: FuzzTarget, { seed, path }: Options, ms: number): Promise<boolean> {
  const opened = await target.open();
  try {
    const result = await fc.check(opened.property, {
      seed,
      numRuns: path === undefined ? 0x7fffffff : 1,
      ...(path === undefined ? { interruptAfterTimeLimit: ms } : { path, endOnFailure: true }),
    });
    process.stdout.write(`${target.name}: ${result.numRuns} inputs${listOf(opened.met)}\n`);
    if (!result.failed) return true;
    process.stdout.write(
      `FOUND in ${target.name}: ${result.errorInstance instanceof Error ? result.errorInstance.stack : result.errorInstance}\n` +
        `input: ${fc.stringify(result.counterexample)}\n` +
        `again: make fuzz FUZZ_TARGET=${target.name} SEED=${result.seed} FUZZ_PATH=${result.counterexamplePath}\n`,
    );
    return false;
  } finally {
    await opened.close();
  }
}

function listOf(met: ReadonlyMap<string, number>): string {
  return [...met]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `\n  ${String(count).padStart(8)} ${kind}`)
    .join('');
}

async function main(options: Options): Promise<number> {
  const { chosen, seconds, seed } = options;
  const weights = chosen.reduce((sum, { weight }) => sum + weight, 0);
  process.stdout.write(`seed ${seed}, ${seconds} s for ${chosen.map(({ name }) => name).join(', ')}\n`);
  let clean = true;
  for (const target of chosen) {
    clean = (await fuzz(target, options, (seconds * 1000 * target.weight) / weights)) && clean;
  }
  process.stdout.write(clean ? 'nothing found\n' : '');
  return clean ? 0 : 1;
}

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n${usage}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await main(options);
}
