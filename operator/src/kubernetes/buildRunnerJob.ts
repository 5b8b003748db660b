import type { V1Job } from '@kubernetes/client-node';
import { apiVersion, kind } from '@sqllint/core/resource/sqlLintJob';
import type { WorkloadRequest } from '../cluster/workloads.ts';
import { buildRunnerPod } from './buildRunnerPod.ts';
import { jobNameOf, ownerLabelOf } from './jobName.ts';
import { attemptLabel, jobLabel, jobNameAnnotation, jobUidLabel, runnerLabels } from './labels.ts';
import { queueLabelsOf } from './queueLabels.ts';
import type { RunnerJobSettings } from './runnerJobSettings.ts';
import { podAnnotations, podLabels } from './runnerScheduling.ts';

/**
 * The Kubernetes Job of one attempt. Pure. Without `completions` it is a work queue: pods are replaced while they fail,
 * and the Job is complete when one has found nothing left to do and all have ended. A job that names a queue of Kueue starts
 * suspended.
 */
export function buildRunnerJob(request: WorkloadRequest, settings: RunnerJobSettings): V1Job {
  const { job, attempt } = request;
  const { namespace, name, uid } = job.metadata;
  const labels = {
    ...runnerLabels,
    [jobLabel]: ownerLabelOf({ name, uid }),
    [jobUidLabel]: uid,
    [attemptLabel]: String(attempt),
  };
  const annotations = { [jobNameAnnotation]: name };
  const queue = queueLabelsOf(job);
  const profile = request.scheduling;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobNameOf({ name, uid }, attempt),
      namespace,
      labels: { ...labels, ...queue },
      annotations,
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: {
      // Its queue lets it start; there must be no pod before, also where the queue's webhook is away.
      ...(Object.keys(queue).length > 0 && { suspend: true }),
      parallelism: request.parallelism,
      backoffLimit: request.backoffLimit,
      activeDeadlineSeconds: request.activeDeadlineSeconds,
      ttlSecondsAfterFinished: settings.keepSeconds,
      // Drained nodes, evictions and preemptions are nobody's failure.
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      },
      // The only policy that goes with a podFailurePolicy: a pod is replaced once it has ended.
      podReplacementPolicy: 'Failed',
      template: {
        metadata: {
          labels: podLabels(labels, settings.scheduling, profile),
          annotations: podAnnotations(annotations, settings.scheduling),
        },
        spec: buildRunnerPod(
          { namespace, main: 'main.ts', env: [{ name: 'SQLLINT_JOB_NAME', value: name }], profile },
          settings,
        ),
      },
    },
  };
}
