/** What is looked at, in the order of the table's columns; undefined where there was no answer. */
export const columns = [
  'seconds',
  'submitted',
  'ended',
  'openJobs',
  'openTasks',
  'waitingForSlot',
  'queueLength',
  'sqlLintJobs',
  'kubernetesJobs',
  'podsPending',
  'podsRunning',
  'podsSucceeded',
  'podsFailed',
  'poolRunners',
  'leaderMb',
  'standbyMb',
  'gatewayMb',
  'poolRunnerMb',
  'leaderFiles',
  'standbyFiles',
  'gatewayFiles',
  'poolRunnerFiles',
  'etcdMb',
] as const;

export type Column = (typeof columns)[number];

export type Sample = { readonly seconds: number } & { readonly [Name in Column]?: number | undefined };

/** The samples as a table that any program reads; a value that is not known is empty. */
export function csvOf(samples: readonly Sample[]): string {
  const lines = samples.map((sample) => columns.map((column) => textOf(sample[column])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value * 10) / 10);
}
