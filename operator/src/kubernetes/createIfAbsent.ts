import type { V1Job } from '@kubernetes/client-node';
import {
  AlreadyExistsError,
  ClusterUnavailableError,
  ConflictError,
  ForbiddenError,
  InvalidResourceError,
} from '@sqllint/core/cluster/errors';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import { WorkloadRefusedError } from '../cluster/workloads.ts';
import { jobPath, jobsPath } from './paths.ts';
import { refusalReason } from './refusalReason.ts';

/**
 * Creates a Job, or finds that this very SqlLintJob has it already.
 * @returns the Job as the API has it
 * @throws WorkloadRefusedError when the API does not want the Job, or another owner has its name
 * @throws ConflictError when the Job is still being deleted
 */
export async function createIfAbsent(api: KubernetesApi, job: V1Job): Promise<unknown> {
  const namespace = job.metadata?.namespace ?? '';
  try {
    return await api.request({ method: 'POST', path: jobsPath(namespace), body: job });
  } catch (error) {
    if (error instanceof AlreadyExistsError) return await checkOwner(api, job);
    throw refusalOf(error) ?? error;
  }
}

async function checkOwner(api: KubernetesApi, wanted: V1Job): Promise<unknown> {
  const { namespace = '', name = '', ownerReferences } = wanted.metadata ?? {};
  const path = jobPath({ namespace, name });
  const found = (await api.request({ method: 'GET', path })) as V1Job;
  const { metadata } = found;
  const owner = metadata?.ownerReferences?.find((reference) => reference.controller)?.uid;
  if (owner !== ownerReferences?.[0]?.uid) {
    throw new WorkloadRefusedError('NameTaken', `The Kubernetes Job ${name} exists and belongs to something else.`);
  }
  if (metadata?.deletionTimestamp !== undefined) throw new ConflictError(`The Job ${name} is still being deleted.`);
  return found;
}

/** The refusal that an error of the API is; undefined for one that is none. */
export function refusalOf(error: unknown): WorkloadRefusedError | undefined {
  if (error instanceof InvalidResourceError) {
    return new WorkloadRefusedError(refusalReason(error.message) ?? 'RunnerInvalid', error.message, { cause: error });
  }
  if (error instanceof ForbiddenError) {
    return new WorkloadRefusedError(refusalReason(error.message) ?? 'RunnerForbidden', error.message, { cause: error });
  }
  // The API answers 500 for a webhook that does not: without a word about it a job would wait for ever.
  const isWebhook = error instanceof ClusterUnavailableError && refusalReason(error.message) === 'WebhookUnavailable';
  return isWebhook ? new WorkloadRefusedError('WebhookUnavailable', error.message, { cause: error }) : undefined;
}
