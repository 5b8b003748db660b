import { isDeepStrictEqual } from 'node:util';
import { isTerminalPhase } from '../../job/states.ts';
import { parseNewSpec, parseStatusPart } from '../../resource/parseJob.ts';
import {
  apiVersion,
  attemptsMessage,
  finalPhaseMessage,
  type JobProgressStatus,
  kind,
  type MutableSpec,
  progressSchema,
  type SqlLintJob,
  type SqlLintJobSpec,
  statusSchema,
} from '../../resource/sqlLintJob.ts';
import { checkNewMetadata } from '../checkNewMetadata.ts';
import { ConflictError, InvalidResourceError } from '../errors.ts';
import { finalizer } from '../finalizer.ts';
import type { NewSqlLintJob, OperatorStatus } from '../jobResources.ts';

/**
 * What each write makes of a resource, as the Kubernetes API does it. Pure; `resourceVersion` is set by who stores the
 * outcome. A write that changes nothing returns the very same object.
 */

const operatorStatusSchema = statusSchema.omit({ progress: true });

export function newJob(
  job: NewSqlLintJob,
  identity: { readonly uid: string; readonly creationTimestamp: string },
): SqlLintJob {
  checkNewMetadata(job);
  return {
    apiVersion,
    kind,
    metadata: {
      name: job.name,
      namespace: job.namespace,
      ...identity,
      resourceVersion: '',
      generation: 1,
      ...(job.labels && { labels: job.labels }),
      ...(job.annotations && { annotations: job.annotations }),
      ...(job.finalizers && { finalizers: job.finalizers }),
    },
    spec: parseNewSpec(job.spec),
  };
}

const mutableFields: ReadonlySet<string> = new Set<keyof MutableSpec>([
  'suspend',
  'cancelled',
  'parallelism',
  'priority',
  'ttlSecondsAfterFinished',
  'ttlSecondsAfterFailed',
]);

export function withSpec(job: SqlLintJob, change: MutableSpec): SqlLintJob {
  const spec = parseNewSpec({ ...job.spec, ...change });
  const fields = Object.keys({ ...job.spec, ...spec }) as (keyof SqlLintJobSpec)[];
  const changed = fields.filter((field) => !isDeepStrictEqual(spec[field], job.spec[field]));
  if (changed.length === 0) return job;
  const fixed = changed.find((field) => !mutableFields.has(field));
  if (fixed !== undefined) {
    throw new InvalidResourceError(
      `spec.${fixed} is immutable; only ${[...mutableFields].join(', ')} can change: submit another job instead.`,
    );
  }
  return { ...job, metadata: nextGeneration(job), spec };
}

export function withStatus(job: SqlLintJob, status: OperatorStatus): SqlLintJob {
  const owned = parseStatusPart(operatorStatusSchema, status);
  const progress = job.status?.progress;
  return withWholeStatus(job, { ...owned, ...(progress && { progress }) });
}

export function withProgress(job: SqlLintJob, progress: JobProgressStatus): SqlLintJob {
  const owned = parseStatusPart(progressSchema, progress);
  const stored = job.status?.progress;
  if (stored && Date.parse(stored.updatedAt) > Date.parse(owned.updatedAt)) return job;
  return withWholeStatus(job, { ...job.status, progress: owned });
}

function withWholeStatus(job: SqlLintJob, status: NonNullable<SqlLintJob['status']>): SqlLintJob {
  if (isDeepStrictEqual(status, job.status)) return job;
  checkTransition(job.status, status);
  return { ...job, status };
}

/** The rules that the CRD has for a status; they hold whoever writes. */
function checkTransition(before: SqlLintJob['status'], after: NonNullable<SqlLintJob['status']>): void {
  const problem =
    isTerminalPhase(before?.phase) && after.phase !== before?.phase
      ? finalPhaseMessage
      : before?.workload !== undefined && !(after.workload && after.workload.attempt >= before.workload.attempt)
        ? attemptsMessage
        : undefined;
  if (problem !== undefined) throw new InvalidResourceError(`status: ${problem}; read the resource again.`);
}

/** @throws ConflictError when `seen` is not the newest state */
export function withFinalizer(job: SqlLintJob, seen: SqlLintJob, present: boolean): SqlLintJob {
  if (seen.metadata.uid !== job.metadata.uid || seen.metadata.resourceVersion !== job.metadata.resourceVersion) {
    throw new ConflictError(`${job.metadata.namespace}/${job.metadata.name} changed meanwhile; read it again.`);
  }
  const held = job.metadata.finalizers ?? [];
  if (held.includes(finalizer) === present) return job;
  if (present && job.metadata.deletionTimestamp !== undefined) {
    throw new InvalidResourceError('metadata.finalizers cannot grow while the resource is being deleted.');
  }
  const finalizers = present ? [...held, finalizer] : held.filter((name) => name !== finalizer);
  const { finalizers: _, ...metadata } = job.metadata;
  return { ...job, metadata: { ...metadata, ...(finalizers.length > 0 && { finalizers }) } };
}

/** The generation rises because controllers have something else to do from here on. */
export function markedForDeletion(job: SqlLintJob, now: string): SqlLintJob {
  if (job.metadata.deletionTimestamp !== undefined) return job;
  return { ...job, metadata: { ...nextGeneration(job), deletionTimestamp: now } };
}

export function isReleased(job: SqlLintJob): boolean {
  return job.metadata.deletionTimestamp !== undefined && (job.metadata.finalizers ?? []).length === 0;
}

function nextGeneration(job: SqlLintJob): SqlLintJob['metadata'] {
  return { ...job.metadata, generation: job.metadata.generation + 1 };
}
