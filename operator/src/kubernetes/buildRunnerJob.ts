import type { V1Job } from '@kubernetes/client-node';
import { apiVersion, kind } from '@sqllint/core/resource/sqlLintJob';
import type { WorkloadRequest } from '../cluster/workloads.ts';
import { buildRunnerPod } from './buildRunnerPod.ts';
import { jobNameOf, ownerLabelOf } from './jobName.ts';
import { attemptLabel, jobLabel, jobNameAnnotation, jobUidLabel, runnerLabels } from './labels.ts';
import type { RunnerJobSettings } from './runnerJobSettings.ts';

/**
 * The Kubernetes Job of one attempt. Pure. Without `completions` it is a work queue: pods are replaced while they fail,
 * and the Job is complete when one has found nothing left to do and all have ended.
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
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobNameOf({ name, uid }, attempt),
      namespace,
      labels,
      annotations,
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: {
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
      template: { metadata: { labels, annotations }, spec: buildRunnerPod({ namespace, name }, settings) },
    },
  };
}
