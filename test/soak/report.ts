import type { DoneKill } from './doKills.ts';
import { criterion, type Flatness, leastMinutes } from './judge/flat.ts';
import type { Latency } from './judge/latencies.ts';
import type { Entry } from './traffic/ledger.ts';

export interface Outcome {
  readonly minutes: number;
  readonly entries: readonly Entry[];
  readonly kills: readonly DoneKill[];
  readonly latencies: readonly Latency[];
  readonly flatness: readonly Flatness[];
  /** Sentences that say what is wrong with the accounts, and what is left. */
  readonly findings: readonly string[];
}

/** Whether the run shows what a soak must show. */
export function hasPassed({ minutes, entries, flatness, findings }: Outcome): boolean {
  const grows = minutes >= leastMinutes && flatness.some(({ flat }) => flat === false);
  return findings.length === 0 && !grows && entries.some(({ answer }) => answer === 'accepted');
}

/** What is printed in the end; at most so many findings. */
export function reportOf(outcome: Outcome, mostFindings = 40): string {
  const { entries, kills, latencies, flatness, findings, minutes } = outcome;
  const count = (answer: Entry['answer']): number => entries.filter((entry) => entry.answer === answer).length;
  const killed = (what: string, how: string): number =>
    kills.filter((kill) => kill.what === what && kill.how === how && kill.pod !== undefined).length;
  const row = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell, index) => (index === 0 ? String(cell).padEnd(16) : String(cell).padStart(9))).join(' | ')} |`;
  const lines = [
    `${entries.length} submissions in ${minutes} min: ${count('accepted')} accepted, ${count('refused')} refused, ${count('none')} without an answer`,
    `killed: ${killed('runner', 'signal')} runners by SIGKILL, ${killed('runner', 'deletion')} by deletion, ${killed('leader', 'signal')} leading operators`,
    '',
    row(['kind', 'jobs', 'p50 s', 'p99 s', 'most s']),
    row(['---', '---:', '---:', '---:', '---:']),
    ...latencies.map(({ kind, jobs, p50, p99, most }) => row([kind, jobs, tenth(p50), tenth(p99), tenth(most)])),
    '',
    row(['median', 'early', 'late', 'flat']),
    row(['---', '---:', '---:', '---:']),
    ...flatness.map(({ column, early, late, flat }) => row([column, tenth(early), tenth(late), verdictOf(flat)])),
    criterion,
    ...(minutes < leastMinutes ? [`Not judged below ${leastMinutes} minutes.`] : []),
    '',
    ...findings.slice(0, mostFindings),
    ...(findings.length > mostFindings ? [`... and ${findings.length - mostFindings} more`] : []),
    hasPassed(outcome) ? 'passed' : 'FAILED',
  ];
  return lines.join('\n');
}

function tenth(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(1);
}

function verdictOf(flat: boolean | undefined): string {
  return flat === undefined ? '' : flat ? 'yes' : 'NO';
}
