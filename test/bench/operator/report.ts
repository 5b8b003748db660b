import type { ProcessUse } from './measure/processUse.ts';
import type { Percentiles, Timings } from './measure/timeline.ts';
import type { BenchOptions } from './options.ts';
import type { Restart, Work } from './phases.ts';

export interface Results {
  readonly options: BenchOptions;
  readonly descriptions: readonly string[];
  readonly timings: Timings;
  readonly run: Work;
  readonly expiry: Work;
  readonly restart: Restart | undefined;
  /** The operator before the jobs, and some seconds after the last was deleted. */
  readonly before: ProcessUse;
  readonly after: ProcessUse;
}

/** Requests that change something. */
const writes = /^(create|update|patch|apply|delete)/i;

/** A table in Markdown of what was measured. */
export function tableOf(results: Results): string {
  const { timings, run, expiry, restart, before, after, options } = results;
  const perJob = (count: number): string => (count / options.jobs).toFixed(2);
  const operator = run.requests.get('operator') ?? new Map<string, number>();
  const written = [...operator].filter(([what]) => writes.test(what)).reduce((sum, [, count]) => sum + count, 0);
  const lines: (readonly [string, string])[] = [
    ['jobs, and how they ended', `${timings.created}: ${listOf(timings.phases)}`],
    ['pods that ended before their work was done', String(timings.late)],
    ['first creation to last terminal phase', `${timings.seconds.toFixed(1)} s`],
    ['**jobs per second**', `**${timings.jobsPerSecond.toFixed(1)}**`],
    ['jobs per second, without the first and last tenth', timings.sustainedPerSecond.toFixed(1)],
    ['creations per second', timings.createdPerSecond.toFixed(1)],
    ['creation to Kubernetes Job, p50 / p99', spanOf(timings.createdToWorkload)],
    ['pod end to terminal phase, p50 / p99', spanOf(timings.podEndToTerminal)],
    ['work done to terminal phase, p50 / p99', spanOf(timings.doneToTerminal)],
    ['API writes of the operator per job, until idle', perJob(written)],
    ['CPU per job, operator', `${(((run.cpu.operator ?? 0) * 1000) / options.jobs).toFixed(1)} ms`],
    ['operator before: resident, open files', useText(before)],
    ['operator at most: resident, open files', `${useText(run.most)} (peak ${megabytes(run.most.peakRss)})`],
    ...(restart === undefined
      ? []
      : ([
          ['start after SIGKILL, all jobs present: ready', `${(restart.readyMs / 1000).toFixed(1)} s`],
          ['the same: leads', `${(restart.leadsMs / 1000).toFixed(1)} s`],
          [
            'the same: nothing left to do',
            `${(restart.idleMs / 1000).toFixed(1)} s, of which CPU ${(restart.cpuMs / 1000).toFixed(1)} s`,
          ],
          ['operator then: resident, open files', useText(restart.use)],
        ] as const)),
    ['all expired, until nothing is left', `${expiry.seconds.toFixed(1)} s`],
    ['operator at most meanwhile: resident, open files', useText(expiry.most)],
    ['operator half a minute later: resident, open files', useText(after)],
  ];
  return [
    `| ${'operator'.padEnd(52)} | |`,
    '| --- | --- |',
    ...lines.map(([name, value]) => `| ${name.padEnd(52)} | ${value} |`),
    '',
    requestsTable('requests per job, until all had ended and the operator was idle', run, perJob),
    '',
    requestsTable('requests per job, while all expired', expiry, perJob),
    '',
    `CPU seconds while they ran: ${cpuText(run.cpu)}`,
    `CPU seconds while they expired: ${cpuText(expiry.cpu)}`,
  ].join('\n');
}

/** Everything, for other programs. */
export function jsonOf(results: Results): string {
  const plain = (_: string, value: unknown): unknown => (value instanceof Map ? Object.fromEntries(value) : value);
  return JSON.stringify(results, plain, 2);
}

function requestsTable(title: string, work: Work, perJob: (count: number) => string): string {
  const rows = [...work.requests]
    .flatMap(([client, counts]) => [...counts].map(([what, count]) => ({ client, what, count })))
    .filter(({ what, count }) => !what.startsWith('watch ') && Number(perJob(count)) >= 0.02)
    .sort((a, b) => a.client.localeCompare(b.client) || b.count - a.count);
  const total = [...work.totals.values()].reduce((sum, count) => sum + count, 0);
  return [
    `| ${title} | | |`,
    '| --- | --- | ---: |',
    ...rows.map(({ client, what, count }) => `| ${client} | ${what} | ${perJob(count)} |`),
    `| all | by the API server's own count | ${perJob(total)} |`,
  ].join('\n');
}

function spanOf({ p50, p99 }: Percentiles): string {
  return `${Math.round(p50)} ms / ${Math.round(p99)} ms`;
}

function useText({ rss, openFiles }: ProcessUse): string {
  return `${megabytes(rss)}, ${openFiles}`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function cpuText(cpu: Readonly<Record<string, number>>): string {
  return Object.entries(cpu)
    .sort(([, a], [, b]) => b - a)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`)
    .join(', ');
}
