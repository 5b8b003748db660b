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

/** One table in Markdown, with the ratios that matter below it. */
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
