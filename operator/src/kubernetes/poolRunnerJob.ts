import type { V1Job, V1ObjectMeta, V1Pod } from '@kubernetes/client-node';
import type { WorkloadState } from '../cluster/workloads.ts';
import type { PoolRunner, PoolRunnerFailure, PoolRunnerState } from '../pool/poolPods.ts';
import {
  attemptLabel,
  jobNameAnnotation,
  jobUidLabel,
  poolGenerationLabel,
  poolLabels,
  poolSlotLabel,
  poolTemplateLabel,
} from './labels.ts';
import type { PodRefusal } from './podRefusals.ts';
import { type RunnerJob, readRunnerJob } from './runnerJob.ts';
import { type RunnerPod, readRunnerPod } from './runnerPod.ts';
import { lacksPods, workloadView } from './workloadView.ts';

/** The Kubernetes Job of a warm runner: that of a job, whose attempt is the generation of the place. */
export interface PoolRunnerJob extends RunnerJob {
  readonly slot: number;
  readonly template: string;
}

export interface PoolRunnerPod extends RunnerPod {
  /** Of the Job that made it: the place, generation included, may be filled anew while a pod of before is still there. */
  readonly jobUid: string | undefined;
}

interface Place {
  readonly slot: number;
  readonly generation: number;
}

/** Undefined for a Job that no operator made for a pool. */
export function readPoolJob(raw: unknown): PoolRunnerJob | undefined {
  const { metadata } = raw as V1Job;
  const place = placeOf(metadata);
  const job = place && readRunnerJob({ ...(raw as V1Job), metadata: asOfJob(metadata, place) });
  return job && place && { ...job, slot: place.slot, template: metadata?.labels?.[poolTemplateLabel] ?? '' };
}

export function readPoolPod(raw: unknown): PoolRunnerPod | undefined {
  const { metadata } = raw as V1Pod;
  const place = placeOf(metadata);
  const pod = place && readRunnerPod({ ...(raw as V1Pod), metadata: asOfJob(metadata, place) });
  const jobUid = metadata?.ownerReferences?.find(({ controller }) => controller === true)?.uid;
  return pod && { ...pod, jobUid };
}

const component = 'app.kubernetes.io/component';

function placeOf(metadata: V1ObjectMeta | undefined): Place | undefined {
  const { labels = {} } = metadata ?? {};
  const place = { slot: Number(labels[poolSlotLabel]), generation: Number(labels[poolGenerationLabel]) };
  return labels[component] === poolLabels[component] && place.slot >= 0 && place.generation > 0 ? place : undefined;
}

/** With the marks of a job's runner, so that it is read, and its troubles are named, as those of any runner. */
function asOfJob(metadata: V1ObjectMeta | undefined, { slot, generation }: Place): V1ObjectMeta {
  const marks = { [jobUidLabel]: `pool-${slot}`, [attemptLabel]: String(generation) };
  return {
    ...metadata,
    labels: { ...metadata?.labels, ...marks },
    annotations: { [jobNameAnnotation]: `pool-${slot}` },
  };
}

export interface PoolRunnerContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How runners of the place are made now. */
  readonly template: string;
  /** The newest one of the Job's pods, where `lacksPod`. */
  readonly refusal: PodRefusal | undefined;
}

/** What a Job and its pods mean. Pure. */
export function poolRunnerOf(
  job: PoolRunnerJob,
  allPods: readonly PoolRunnerPod[],
  { now, template, refusal }: PoolRunnerContext,
): PoolRunner {
  const { namespace, name, uid, slot, createdAt } = job;
  const view = workloadView(job, podsOf(job, allPods), now, refusal);
  const state = job.deleting ? stateOfDeleted(job, view.state) : states[view.state];
  const { reason = 'Failed', failure } = view;
  const message = failure?.detail ?? job.end?.message ?? '';
  return {
    namespace,
    name,
    uid,
    slot,
    state,
    createdAt,
    isCurrent: job.template === template,
    trouble: state === 'starting' ? view.troubles[0] : undefined,
    failure: state === 'failed' ? { reason: reasonOf(job, allPods) ?? reason, message, at: now } : undefined,
  };
}

const states = {
  queued: 'starting',
  pending: 'starting',
  running: 'running',
  succeeded: 'left',
  failed: 'failed',
  lost: 'lost',
} as const;

/** What its pod says when it is ended counts for nothing. One of a lost node will never be gone by itself. */
function stateOfDeleted({ end }: PoolRunnerJob, state: WorkloadState): PoolRunnerState {
  if (end !== undefined) return 'left';
  return state === 'lost' ? 'lost' : 'leaving';
}

/** Whether the Job has been without a pod for some time, so that its events are worth reading. */
export function lacksPod(job: PoolRunnerJob, allPods: readonly PoolRunnerPod[], now: number): boolean {
  return !job.deleting && lacksPods(job, podsOf(job, allPods), now);
}

/** Of the pod, because the Job only says that its pod failed. */
function reasonOf(job: PoolRunnerJob, pods: readonly PoolRunnerPod[]): PoolRunnerFailure['reason'] | undefined {
  const failures = podsOf(job, pods).flatMap(({ failure }) => failure ?? []);
  return failures.toSorted((a, b) => b.at - a.at)[0]?.reason;
}

function podsOf({ uid }: PoolRunnerJob, pods: readonly PoolRunnerPod[]): readonly PoolRunnerPod[] {
  return pods.filter(({ jobUid }) => jobUid === uid);
}
