import { statSync } from 'node:fs';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import type { Kubectl } from '../../e2e/kubectl.ts';
import { sumOfMetric } from './metrics.ts';
import { type PodUse, usesByPod } from './podProcesses.ts';
import type { Sample } from './sample.ts';

export interface SamplerOptions {
  readonly api: KubernetesApi;
  readonly kubectl: Kubectl;
  /** etcd's database file, where it can be seen from here. */
  readonly etcdFile: string | undefined;
  /** The pod of the operator that works now. */
  leader(): Promise<string>;
  query<Row>(sql: string): Promise<readonly Row[]>;
  /** What the traffic knows of itself. */
  counts(): { readonly submitted: number; readonly ended: number };
}

export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: { readonly phase: string };
}

const megabyte = 1024 * 1024;

/** Looks at everything once. What does not answer is left out of the sample, so that one failure costs one value. */
export async function takeSample(options: SamplerOptions, seconds: number): Promise<Sample> {
  const parts = await Promise.all([
    database(options).catch(() => ({})),
    objects(options).catch(() => ({})),
    queues(options).catch(() => ({})),
  ]);
  return Object.assign({ seconds, ...options.counts(), ...etcd(options.etcdFile) }, ...parts) as Sample;
}

async function database({ query }: SamplerOptions): Promise<Partial<Sample>> {
  const [row] = await query<{ jobs: number; tasks: number }>(
    `select (select count(*) from linting_jobs where status in ('ACCEPTED', 'PROCESSING')) as jobs,
            (select count(*) from linting_tasks where status in ('PENDING', 'IN_PROGRESS')) as tasks`,
  );
  return { openJobs: Number(row?.jobs), openTasks: Number(row?.tasks) };
}

async function objects(options: SamplerOptions): Promise<Partial<Sample>> {
  const [pods, jobs, sqlLintJobs, leader] = await Promise.all([
    listOf<Pod>(options, '/api/v1', 'pods'),
    listOf<object>(options, '/apis/batch/v1', 'jobs'),
    listOf<object>(options, '/apis/sqllint.dev/v1', 'sqllintjobs'),
    options.leader(),
  ]);
  const inPhase = (phase: string): number => pods.filter(({ status }) => status.phase === phase).length;
  return {
    sqlLintJobs: sqlLintJobs.length,
    kubernetesJobs: jobs.length,
    podsPending: inPhase('Pending'),
    podsRunning: inPhase('Running'),
    podsSucceeded: inPhase('Succeeded'),
    podsFailed: inPhase('Failed'),
    ...processes(pods, leader, usesByPod()),
  };
}

/** The most that one of several pods has stands for all of them. */
export function processes(pods: readonly Pod[], leader: string, uses: ReadonlyMap<string, PodUse>): Partial<Sample> {
  const most = (chosen: readonly Pod[], what: keyof PodUse): number | undefined => {
    const values = chosen.flatMap(({ metadata }) => uses.get(metadata.uid)?.[what] ?? []);
    return values.length === 0 ? undefined : Math.max(...values);
  };
  const megabytes = (chosen: readonly Pod[]): number | undefined => {
    const bytes = most(chosen, 'rss');
    return bytes === undefined ? undefined : bytes / megabyte;
  };
  const of = (component: string): readonly Pod[] =>
    pods.filter(
      ({ metadata, status }) =>
        metadata.labels?.['app.kubernetes.io/component'] === component && status.phase === 'Running',
    );
  const operators = of('operator');
  const leading = operators.filter(({ metadata }) => metadata.name === leader);
  const standing = operators.filter(({ metadata }) => metadata.name !== leader);
  const [gateways, runners] = [of('gateway'), of('pool-runner')];
  return {
    poolRunners: runners.length,
    leaderMb: megabytes(leading),
    standbyMb: megabytes(standing),
    gatewayMb: megabytes(gateways),
    poolRunnerMb: megabytes(runners),
    leaderFiles: most(leading, 'openFiles'),
    standbyFiles: most(standing, 'openFiles'),
    gatewayFiles: most(gateways, 'openFiles'),
    poolRunnerFiles: most(runners, 'openFiles'),
  };
}

async function queues({ kubectl, leader }: SamplerOptions): Promise<Partial<Sample>> {
  const path = `/api/v1/namespaces/${kubectl.namespace}/pods/${await leader()}:9090/proxy/metrics`;
  const text = await kubectl.run(['get', '--raw', path], { timeoutMs: 10_000 });
  return {
    queueLength: sumOfMetric(text, 'workqueue_depth'),
    waitingForSlot: sumOfMetric(text, 'sql_linting_admission_waiting_jobs'),
  };
}

async function listOf<Item>({ api, kubectl }: SamplerOptions, group: string, plural: string): Promise<readonly Item[]> {
  const path = `${group}/namespaces/${kubectl.namespace}/${plural}`;
  return ((await api.request({ method: 'GET', path })) as { readonly items: readonly Item[] }).items;
}

function etcd(file: string | undefined): Partial<Sample> {
  try {
    return file === undefined ? {} : { etcdMb: statSync(file).size / megabyte };
  } catch {
    return {};
  }
}
