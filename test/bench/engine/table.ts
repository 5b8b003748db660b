import { medianOf, summarise } from '../series.ts';
import { largestEngine } from './memory.ts';
import type { EngineWork } from './results.ts';
import type { Measured } from './runProcess.ts';

export interface ColdRun extends Measured {
  readonly work: EngineWork;
}

/** The ways that are compared, run by run; at least one run each. */
export interface EngineMeasurements {
  readonly files: number;
  readonly cpus: number;
  readonly command: readonly Measured[];
  readonly cold: readonly ColdRun[];
  readonly cachedStanding: readonly Measured[];
  readonly cachedFromNothing: readonly Measured[];
}

/** What the rows mean, so that a table read alone says what was timed. */
const legend = `a: SQLFluff's own command, started anew: from its start to its exit.
b: a runner that no process was there for: from the start of Node to its exit. In between it expands the job, starts its
   engines, analyses every file, and stores the results in SQLite and in the folder of the share.
c: a runner that has started and waits, given a second job of the same content: from the assignment to its answer.
d: like b, with the job of c: no file needs an engine, so none is started.
floor: the time that the engines say they spent on analysis in b, all together, divided by the CPUs.
CPU is user and system time of the process and all below it. An engine's peak is VmHWM, the most that was ever resident,
of the Python process that used most; the tree's is the most that all processes together had resident, looked at five
times a second, with what they share counted for each.`;

/** One table in Markdown, with the ratios that matter and what was measured below it. */
export function engineTable(measured: EngineMeasurements): string {
  const { files, cpus, command, cold, cachedStanding, cachedFromNothing } = measured;
  const lines = (label: string, samples: readonly Measured[]) => row([label, ...cellsOf(samples, files)]);
  return [
    row(['', 'wall (median)', 'min', 'max', 'CPU (median)', 'files/s', 'engine, peak', 'tree, peak']),
    row(['---', ...Array.from({ length: 7 }, () => '---:')]),
    lines(`a  sqlfluff lint --processes ${cpus}`, command),
    lines('b  runner, cold', cold),
    lines('c  standing runner, all known', cachedStanding),
    lines('d  runner from nothing, all known', cachedFromNothing),
    row(['   floor', seconds(floorOf(cold, cpus))]),
    '',
    ...ratiosOf(measured),
    ...memoryLines(cold),
    '',
    legend,
  ].join('\n');
}

/** Milliseconds. */
function floorOf(cold: readonly ColdRun[], cpus: number): number {
  return medianOf(cold.map(({ work }) => work.analysisMs / cpus));
}

function cellsOf(samples: readonly Measured[], files: number): readonly string[] {
  const { median, min, max, cpuMedian } = summarise(samples);
  const engines = samples.map(({ memory }) => largestEngine(memory, 0)?.peak ?? Number.NaN);
  return [
    ...[median, min, max, cpuMedian].map(seconds),
    (files / (median / 1000)).toFixed(1),
    megabytes(medianOf(engines)),
    megabytes(medianOf(samples.map(({ memory }) => memory.treePeak))),
  ];
}

function ratiosOf({ command, cold, cachedStanding, cachedFromNothing, cpus }: EngineMeasurements): readonly string[] {
  const [a, b, c, d] = [command, cold, cachedStanding, cachedFromNothing].map((samples) => summarise(samples).median);
  const ratio = (over = Number.NaN, under = Number.NaN) => (over / under).toFixed(over / under < 10 ? 3 : 1);
  return [
    `cold / command (b / a): ${ratio(b, a)}`,
    `cold / floor (b / floor): ${ratio(b, floorOf(cold, cpus))}`,
    `command / cached (a / c): ${ratio(a, c)}   with the runner's start (a / d): ${ratio(a, d)}`,
  ];
}

/** Medians of the largest engine of each run. */
function memoryLines(cold: readonly ColdRun[]): readonly string[] {
  const largest = cold.flatMap(({ memory, work }) => largestEngine(memory, work.quarterAt) ?? []);
  const quarter = medianOf(largest.map(({ peakAtQuarter }) => peakAtQuarter));
  const end = medianOf(largest.map(({ peak }) => peak));
  return [`largest engine of b: ${megabytes(quarter)} after a quarter of the files, ${megabytes(end)} at the end`];
}

function row(cells: readonly string[]): string {
  const [label = '', ...numbers] = cells;
  return `| ${label.padEnd(33)} | ${numbers.map((cell) => cell.padStart(13)).join(' | ')} |`;
}

function seconds(ms: number): string {
  return Number.isNaN(ms) ? 'unknown' : `${(ms / 1000).toFixed(3)} s`;
}

/** Of a million bytes. */
function megabytes(bytes: number): string {
  return Number.isNaN(bytes) ? 'none' : `${(bytes / 1e6).toFixed(0)} MB`;
}
