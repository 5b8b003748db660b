import { type Sample, type Summary, summarise } from './series.ts';

/** The three ways whose times are compared, run by run. */
export interface Measurements {
  /** The sqlfluff command. */
  readonly command: readonly Sample[];
  /** A submission to a server that has no results yet. */
  readonly first: readonly Sample[];
  /** The same submission again. */
  readonly second: readonly Sample[];
}

/** What the rows mean, so that a table read alone says what was timed. */
const legend = `a: SQLFluff's own command, started anew.
b: the first submission to a server with a new data folder: no result is known. The server had started before, and its
   runner had loaded its engines; neither is timed.
c: the same submission again, right after b: every result is known.
Each is timed from the command's start to its exit, the shell that starts it included; the CPU of b and c is the
command's and the server's with its runner and engines.`;

/** One table in Markdown, with the ratios that matter and what they compare below it. */
export function tableOf(measured: Measurements, commandLabel: string): string {
  const command = summarise(measured.command);
  const first = summarise(measured.first);
  const second = summarise(measured.second);
  return [
    row(['', 'median', 'min', 'max', 'CPU (median)']),
    row(['---', '---:', '---:', '---:', '---:']),
    summaryRow(`a  ${commandLabel}`, command),
    summaryRow('b  sqllint submit --wait, new data folder', first),
    summaryRow('c  sqllint submit --wait, once more', second),
    '',
    `a / b: ${ratio(command.median / first.median)}   b / c: ${ratio(first.median / second.median)}`,
    '',
    legend,
  ].join('\n');
}

function summaryRow(label: string, { median, min, max, cpuMedian }: Summary): string {
  return row([label, seconds(median), seconds(min), seconds(max), seconds(cpuMedian)]);
}

function row(cells: readonly string[]): string {
  const [label = '', ...numbers] = cells;
  return `| ${label.padEnd(58)} | ${numbers.map((cell) => cell.padStart(12)).join(' | ')} |`;
}

function seconds(ms: number): string {
  return Number.isNaN(ms) ? 'unknown' : `${(ms / 1000).toFixed(3)} s`;
}

function ratio(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} times`;
}
