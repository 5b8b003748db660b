import type { DoneKill } from './doKills.ts';
import type { Panel } from './plot/panel.ts';
import { svgOf } from './plot/plot.ts';
import type { Column, Sample } from './sampling/sample.ts';

const panels: readonly { readonly title: string; readonly series: readonly (readonly [Column, string])[] }[] = [
  {
    title: 'submissions and ends',
    series: [
      ['submitted', 'submitted'],
      ['ended', 'ended'],
    ],
  },
  {
    title: 'unfinished',
    series: [
      ['openJobs', 'jobs, database'],
      ['openTasks', 'files, database'],
      ['waitingForSlot', 'jobs that wait'],
      ['queueLength', 'keys in queues'],
    ],
  },
  {
    title: 'resources of Kubernetes',
    series: [
      ['sqlLintJobs', 'SqlLintJobs'],
      ['kubernetesJobs', 'Jobs'],
      ['podsRunning', 'pods running'],
      ['podsPending', 'pods pending'],
      ['podsSucceeded', 'pods succeeded'],
      ['podsFailed', 'pods failed'],
    ],
  },
  {
    title: 'resident memory, MB',
    series: [
      ['leaderMb', 'operator, leading'],
      ['standbyMb', 'operator, standby'],
      ['gatewayMb', 'gateway'],
      ['poolRunnerMb', 'largest pool runner'],
    ],
  },
  {
    title: 'open files',
    series: [
      ['leaderFiles', 'operator, leading'],
      ['standbyFiles', 'operator, standby'],
      ['gatewayFiles', 'gateway'],
      ['poolRunnerFiles', 'largest pool runner'],
    ],
  },
  { title: 'etcd, database file, MB', series: [['etcdMb', 'etcd']] },
];

/** The samples over time, with what was killed when, as an SVG document. */
export function draw(samples: readonly Sample[], kills: readonly DoneKill[], subtitle: string): string {
  const at = (what: DoneKill['what']) =>
    kills.flatMap((kill) =>
      kill.what === what && kill.pod !== undefined
        ? [{ seconds: kill.atMs / 1000, label: `${kill.pod}, ${kill.how}` }]
        : [],
    );
  return svgOf({
    title: 'sqllint under constant traffic, while its pods are killed',
    subtitle,
    seconds: samples.map(({ seconds }) => seconds),
    panels: panels.map(({ title, series }): Panel => {
      return { title, series: series.map(([column, label]) => ({ label, values: samples.map((one) => one[column]) })) };
    }),
    marks: [
      { label: 'a runner is killed', at: at('runner') },
      { label: 'the leading operator is killed', at: at('leader') },
    ],
  });
}
