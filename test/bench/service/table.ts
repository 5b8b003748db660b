import type { Measured } from './measure.ts';
import { percentile } from './percentiles.ts';

const legend = `Jobs are single SQL texts of 0.3 to 0.7 kB, dialect mysql, default profile; each is completed and has its verdict. A caller
submits its next text when it knows the verdict of the last. Learnt by wait: POST /jobs?wait=60, one request, answered
with the verdict. Learnt by events: POST /jobs, answered with the id, then GET /jobs/{id}/events until its end; only
there the POST alone has a time. jobs/s: from the first POST to the last verdict. Known: jobs that an earlier result
settled. CPU is for one job, in milliseconds of user and system time, with what follows the verdict.`;

/** Latencies and rates, and below them where the CPU went, both in Markdown. */
export function serviceTable(measured: readonly Measured[]): string {
  return [latencyTable(measured), '', cpuTable(measured), '', legend].join('\n');
}

function latencyTable(measured: readonly Measured[]): string {
  const head = ['', 'jobs', 'known', 'callers', 'learnt by', 'jobs/s', 'POST p50', 'p99', 'verdict p50', 'p99'];
  const rows = measured.map(({ load, wallMs, cached, postMs, verdictMs }) => [
    load.label,
    String(load.texts.length),
    String(cached),
    String(load.callers),
    load.learning,
    load.pauseMs > 0 ? '-' : ((load.texts.length / wallMs) * 1000).toFixed(1),
    ...(load.learning === 'wait' ? ['-', '-'] : [percentile(postMs, 50), percentile(postMs, 99)].map(milliseconds)),
    ...[percentile(verdictMs, 50), percentile(verdictMs, 99)].map(milliseconds),
  ]);
  return markdown(head, rows);
}

function cpuTable(measured: readonly Measured[]): string {
  const parts = [...new Set(measured.flatMap(({ cpu }) => Object.keys(cpu)))];
  const head = ['CPU for one job', ...parts, 'all', 'callers'];
  const rows = measured.map(({ load, cpu, callersCpuMs }) => {
    const perJob = (ms: number): string => milliseconds(ms / load.texts.length);
    const all = Object.values(cpu).reduce((sum, ms) => sum + ms, 0);
    return [load.label, ...parts.map((part) => perJob(cpu[part] ?? 0)), perJob(all), perJob(callersCpuMs)];
  });
  return markdown(head, rows);
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join(' | ');
  return lines.map((cells) => `| ${line(cells)} |`).join('\n');
}
