import { runnerExit } from '@sqllint/core/job/runnerExit';

/** How a runner ended that did not do its work: the container of a pod, or a process of this machine. */
export interface RunnerEnd {
  /** Names the runner, for instance `pod nightly-1-b`. */
  readonly who: string;
  /** The cluster's word for it: OOMKilled, Evicted, Error. */
  readonly reason?: string | undefined;
  /** What the cluster says beside its reason. */
  readonly clusterMessage?: string | undefined;
  readonly exitCode?: number | undefined;
  /** Name or number. */
  readonly signal?: string | undefined;
  /** The end of the runner's log, or what it said itself: may hold addresses, paths or SQL. */
  readonly lastWords?: string | undefined;
}

/** The same for those who may read it. */
export interface RunnerFailure {
  /** One of a few fixed sentences, for whoever submitted the job. */
  readonly publicMessage: string;
  /** In the cluster's words, for whoever may read the resource. */
  readonly detail: string;
  /** In the runner's words, for the log and for Events. */
  readonly lastWords?: string;
}

/** Reasons of pods, and of their condition DisruptionTarget. */
const evictions: ReadonlySet<string> = new Set([
  'Evicted',
  'Preempting',
  'NodeLost',
  'NodeShutdown',
  'Terminated',
  'EvictionByEvictionAPI',
  'PreemptionByScheduler',
  'DeletionByTaintManager',
  'DeletionByPodGC',
  'TerminationByKubelet',
]);

export function failureOfEnd(end: RunnerEnd): RunnerFailure {
  const how = end.signal === undefined ? exitOf(end) : `signal ${end.signal}`;
  const words = [end.who, end.reason, end.clusterMessage, how].filter((part) => part !== undefined && part !== '');
  return {
    publicMessage: `The last runner ${predicateOf(end)}.`,
    detail: words.join(': '),
    ...(end.lastWords !== undefined && end.lastWords !== '' && { lastWords: end.lastWords }),
  };
}

function exitOf({ exitCode }: RunnerEnd): string | undefined {
  return exitCode === undefined ? undefined : `exit code ${exitCode}`;
}

function predicateOf({ reason, exitCode, signal }: RunnerEnd): string {
  if (reason === 'OOMKilled') return 'ran out of memory';
  if (reason !== undefined && evictions.has(reason)) return 'was evicted from its node';
  if (reason === 'Deleted') return 'was deleted';
  if (signal !== undefined) return `was ended by signal ${signal}`;
  if (exitCode === runnerExit.databaseAway) return 'could not reach the database';
  if (exitCode !== undefined) return `crashed with exit code ${exitCode}; its log says why`;
  return 'failed; its log says why';
}
