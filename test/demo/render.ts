import { type Paint, padded, widthOf } from './paint.ts';
import type { DemoResult } from './submitFolder.ts';

const barWidth = 28;
const shownRules = 10;
const shownFiles = 5;
const shownExamples = 4;
const severities = ['Blocker', 'Critical', 'Major', 'Minor', 'Info'];

/** Everything that the demo found, as text for people. */
export function renderResults(results: readonly DemoResult[], paint: Paint): string {
  return [
    section('Verdicts', verdictLines(results, paint), paint),
    section('Violations by severity', severityLines(results, paint), paint),
    section('Violations by rule', ruleLines(results, paint), paint),
    section('Worth a look', exampleLines(results, paint), paint),
    section('The odd ones', oddLines(results, paint), paint),
    section('Slowest files', slowestLines(results, paint), paint),
  ].join('\n');
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return [`  ${paint.bold(title)}`, ...lines.map((line) => `    ${line}`), ''].join('\n');
}

function verdictLines(results: readonly DemoResult[], paint: Paint): string[] {
  const width = Math.max(...results.map(({ folder }) => widthOf(folder.name)));
  return results.map(({ folder, outcome: { job, violations }, tookMs }) => {
    const verdict = job.verdict ?? job.status;
    const colour = job.verdict === 'Passed' ? paint.good : paint.bad;
    const mark = job.verdict === 'Passed' ? '✓' : '✗';
    const files = `${String(job.files.total).padStart(3)} files`;
    const found = `${String(violations.length).padStart(3)} violations`;
    const known = job.files.cached > 0 ? `, ${job.files.cached} files known from before` : '';
    return `${colour(`${mark} ${verdict.padEnd(9)}`)} ${padded(folder.name, width)}  ${files}  ${found}  ${paint.dim(seconds(tookMs) + known)}`;
  });
}

function severityLines(results: readonly DemoResult[], paint: Paint): string[] {
  const all = results.flatMap(({ outcome }) => outcome.violations);
  const rows = severities.map((label) => ({
    label,
    count: all.filter((violation) => violation.severity === label).length,
  }));
  return barLines(rows, paint);
}

function ruleLines(results: readonly DemoResult[], paint: Paint): string[] {
  const counts = new Map<string, number>();
  for (const { code, rule, count } of results.flatMap(({ statistics }) => statistics.rules)) {
    const label = rule === '' ? code : `${code} ${rule}`;
    counts.set(label, (counts.get(label) ?? 0) + count);
  }
  const rows = [...counts].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count);
  const rest = rows.slice(shownRules);
  const others = rest.reduce((sum, { count }) => sum + count, 0);
  return [
    ...barLines(rows.slice(0, shownRules), paint),
    ...(rest.length === 0 ? [] : [paint.dim(`and ${others} more by ${rest.length} other rules`)]),
  ];
}

function barLines(rows: readonly { readonly label: string; readonly count: number }[], paint: Paint): string[] {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const width = Math.max(...rows.map(({ label }) => widthOf(label)));
  return rows.map(({ label, count }) => {
    const bar = '█'.repeat(Math.ceil((count / most) * barWidth));
    return `${padded(label, width)}  ${String(count).padStart(4)}  ${paint.accent(bar)}`.trimEnd();
  });
}

/** The most severe findings, one for each file, and every file that could not be analysed. */
function exampleLines(results: readonly DemoResult[], paint: Paint): string[] {
  const failed = results
    .flatMap(({ outcome }) => outcome.failedFiles)
    .map(({ file, code, message }) => `${file}: ${paint.bad(code)} ${message}`);
  const ranked = results
    .flatMap(({ outcome }) => outcome.violations)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const files = new Map(ranked.toReversed().map((violation) => [violation.file, violation]));
  const found = [...files.values()]
    .toReversed()
    .slice(0, shownExamples)
    .map(
      ({ file, line, column, code, message }) => `${file}:${line}:${column}: ${paint.bad(code)} ${shortened(message)}`,
    );
  return [...failed, ...found];
}

/** Files of the demo that were put there because real folders have such files too. */
const oddFiles = [
  ['shop-mysql/migrations/2024_03_broken_merge.sql', 'does not parse'],
  ['shop-mysql/schema/07_suppliers_gbk.sql', 'is GBK, not UTF-8'],
  ['shop-mysql/queries/月度销售统计.sql', 'has a Chinese name'],
] as const;

function oddLines(results: readonly DemoResult[], paint: Paint): string[] {
  const violations = results.flatMap(({ outcome }) => outcome.violations);
  const failed = results.flatMap(({ outcome }) => outcome.failedFiles);
  const width = Math.max(...oddFiles.map(([file]) => widthOf(file)));
  return oddFiles.map(([file, oddity]) => {
    const failure = failed.find((one) => one.file === file);
    const count = violations.filter((one) => one.file === file).length;
    const outcome = failure === undefined ? `analysed, violations: ${count}` : `not analysed: ${failure.code}`;
    return `${padded(file, width)}  ${oddity.padEnd(18)}  ${paint.dim(outcome)}`;
  });
}

function slowestLines(results: readonly DemoResult[], paint: Paint): string[] {
  const slowest = results
    .flatMap(({ statistics }) => statistics.slowest)
    .sort((a, b) => b.analysisMs - a.analysisMs)
    .slice(0, shownFiles);
  return slowest.map(({ file, analysisMs }) => `${String(Math.round(analysisMs)).padStart(6)} ms  ${paint.dim(file)}`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function shortened(message: string): string {
  return message.length > 80 ? `${message.slice(0, 79)}…` : message;
}
