import { describe, expect, test } from '@jest/globals';
import { finalizer } from '@sqllint/core/cluster/finalizer';
import { resolveProfile } from '@sqllint/core/profile/resolveProfile';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { aJob, type JobParts } from '../../test/jobs.ts';
import { ago, aWorkload, inShort, now, settings, someProgress } from '../../test/situations.ts';
import type { PodTrouble } from '../cluster/workloads.ts';
import { decide } from './decide.ts';
import type { Action, Decision, Observed } from './types.ts';

const held = { finalizers: [finalizer] };
const outOfMemory = {
  publicMessage: 'The last runner ran out of memory.',
  detail: 'pod a: OOMKilled',
  lastWords: 'at /srv',
};
const processing = { phase: 'Processing', startTime: ago(10_000), jobId: 'job-x' } as const;
const finished = { ...processing, phase: 'Completed', completionTime: ago(10_000) } as const;

describe('a job that goes on', () => {
  const cases: readonly {
    readonly name: string;
    readonly job?: JobParts;
    readonly observed: Partial<Observed>;
    /** Nothing when it is not worth a write yet. */
    readonly phase?: string;
    readonly conditions: readonly string[];
    readonly actions: readonly Action['type'][];
    readonly requeueAfterMs: number;
  }[] = [
    {
      name: 'seen for the first time: its row and its runners are made',
      observed: { progress: undefined },
      conditions: [],
      actions: ['addFinalizer', 'insertRow', 'createWorkload'],
      requeueAfterMs: 2_000,
    },
    {
      name: 'its first runners were made a moment ago',
      job: { metadata: held },
      observed: { workload: aWorkload({ state: 'pending', active: 0, createdAt: now - 500 }) },
      conditions: [],
      actions: [],
      requeueAfterMs: 1_500,
    },
    {
      name: 'its second runners were made a moment ago: what is lost of them could not be found again',
      job: { metadata: held },
      observed: { workload: aWorkload({ attempt: 2, state: 'pending', active: 0, createdAt: now - 500 }) },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/WaitingForRunner'],
      actions: [],
      requeueAfterMs: 60_000,
    },
    {
      name: 'no slot is free: its row is made, its runners are not',
      observed: { progress: undefined, queue: { message: 'Place 3 of 4.', renew: false, lookAgainMs: 10_000 } },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/WaitingForSlot'],
      actions: ['addFinalizer', 'insertRow'],
      requeueAfterMs: 10_000,
    },
    {
      name: 'of the pool and seen for the first time: its row is made, open for warm runners',
      job: { metadata: { creationTimestamp: ago(500) }, spec: { execution: 'Pool' } },
      observed: { progress: undefined },
      conditions: [],
      actions: ['addFinalizer', 'insertRow'],
      requeueAfterMs: 1_500,
    },
    {
      name: 'of the pool, and no runner has taken it up yet',
      job: { metadata: held, spec: { execution: 'Pool' } },
      observed: { workload: aWorkload({ active: 1 }), progress: someProgress({ offered: true }) },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/WaitingForRunner'],
      actions: [],
      requeueAfterMs: 60_000,
    },
    {
      name: 'of the pool, whose runners cannot start',
      job: { metadata: held, spec: { execution: 'Pool' } },
      observed: {
        workload: troubled('broken', 'ImagePullBackOff', 290_000),
        progress: someProgress({ offered: true }),
      },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/ImagePullBackOff'],
      actions: [],
      requeueAfterMs: 10_000,
    },
    {
      name: 'of the pool, and worked on',
      job: { metadata: held, spec: { execution: 'Pool' } },
      observed: { workload: aWorkload({ active: 1 }), progress: someProgress({ offered: true }, { inProgress: 1 }) },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=False/Started', 'Running=True/RunnersActive'],
      actions: ['markProcessing'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'of the pool, resumed: it is opened again',
      job: { metadata: { ...held, generation: 3 }, status: { observedGeneration: 2 }, spec: { execution: 'Pool' } },
      observed: { workload: aWorkload({ active: 1 }), progress: someProgress({ offered: false }) },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/WaitingForRunner'],
      actions: ['offer'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'of the pool, suspended: no runner takes it up any more',
      job: { metadata: held, status: processing, spec: { execution: 'Pool', suspend: true } },
      observed: { workload: aWorkload({ active: 1 }), progress: someProgress({ offered: true }, { pending: 2 }) },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/Suspended', 'Running=False/Suspended'],
      actions: ['withdraw'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'its runners start',
      job: { metadata: held, status: { phase: 'Accepted' } },
      observed: { workload: aWorkload({ state: 'pending', active: 0 }) },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/WaitingForRunner'],
      actions: [],
      requeueAfterMs: 60_000,
    },
    {
      name: 'a runner runs',
      job: { metadata: held, status: { phase: 'Accepted' } },
      observed: { workload: aWorkload() },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=False/Started', 'Running=True/RunnersActive'],
      actions: ['markProcessing'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'tasks exist although no runner is seen to run',
      job: { metadata: held, status: { phase: 'Accepted' } },
      observed: {
        workload: aWorkload({ state: 'pending', active: 0 }),
        progress: someProgress({ status: 'PROCESSING' }, { pending: 3 }),
      },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=False/Started', 'Running=True/RunnersActive'],
      actions: [],
      requeueAfterMs: 60_000,
    },
    {
      name: 'its runners were sent back to their queue: its deadline, though long over, starts anew with the next ones',
      job: { metadata: held, status: { ...processing, startTime: ago(7_200_000) } },
      observed: {
        workload: aWorkload({ state: 'queued', active: 0 }),
        progress: someProgress({ status: 'PROCESSING', expanded: true }, { pending: 5, succeeded: 2 }),
      },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/WaitingForRunner', 'Running=False/WaitingForRunner'],
      actions: [],
      requeueAfterMs: 60_000,
    },
    {
      name: 'the deadline is nearer than the next look',
      job: { metadata: held, status: { ...processing, startTime: ago(3_590_000) } },
      observed: { workload: aWorkload(), progress: someProgress({ status: 'PROCESSING' }) },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=False/Started', 'Running=True/RunnersActive'],
      actions: [],
      requeueAfterMs: 10_000,
    },
    {
      name: 'more runners are wanted than there are',
      job: { metadata: held, status: processing, spec: { parallelism: 5 } },
      observed: { workload: aWorkload(), progress: someProgress({ status: 'PROCESSING' }) },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=False/Started', 'Running=True/RunnersActive'],
      actions: ['scaleWorkload'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'suspended while it runs',
      job: { metadata: held, status: processing, spec: { suspend: true } },
      observed: { workload: aWorkload() },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/Suspended', 'Running=False/Suspended'],
      actions: ['deleteWorkload'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'suspended from the start: its row is made, its runners are not',
      job: { spec: { suspend: true } },
      observed: { progress: undefined },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/Suspended'],
      actions: ['addFinalizer', 'insertRow'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'the database does not answer',
      job: { metadata: held, status: processing },
      observed: { workload: aWorkload(), progress: 'unavailable' },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/DatabaseUnavailable', 'Running=False/DatabaseUnavailable'],
      actions: [],
      requeueAfterMs: 5_000,
    },
    {
      name: 'the database does not answer although the deadline has passed',
      job: { metadata: held, status: { ...processing, startTime: ago(4_000_000) } },
      observed: { workload: aWorkload(), progress: 'unavailable' },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/DatabaseUnavailable', 'Running=False/DatabaseUnavailable'],
      actions: [],
      requeueAfterMs: 5_000,
    },
    {
      name: 'cancelled while the database does not answer: its runners are ended already',
      job: { metadata: held, status: processing, spec: { cancelled: true } },
      observed: { workload: aWorkload(), progress: 'unavailable' },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/DatabaseUnavailable', 'Running=False/DatabaseUnavailable'],
      actions: ['deleteWorkload'],
      requeueAfterMs: 5_000,
    },
    {
      name: 'a pod cannot start: its own words, and the end of its grace period',
      job: { metadata: held, status: { phase: 'Accepted' } },
      observed: { workload: troubled('broken', 'ImagePullBackOff', 290_000) },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/ImagePullBackOff'],
      actions: [],
      requeueAfterMs: 10_000,
    },
    {
      name: 'a pod starts slowly without an error: a large image has more time than a broken one',
      job: { metadata: held, status: { phase: 'Accepted' } },
      observed: { workload: troubled('slow', 'ContainerCreating', 870_000) },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/ContainerCreating'],
      actions: [],
      requeueAfterMs: 30_000,
    },
    {
      name: 'its only runner failed and the next one has not begun: it says how the last one ended',
      job: { metadata: held, status: processing },
      observed: {
        workload: aWorkload({ state: 'pending', active: 0, failed: 1, reason: 'OOMKilled', failure: outOfMemory }),
        progress: someProgress({ status: 'PROCESSING' }, { pending: 3 }),
      },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/OOMKilled', 'Running=False/OOMKilled'],
      actions: [],
      requeueAfterMs: 60_000,
    },
    {
      name: 'the nodes of all its runners are lost: these are forgotten, and the next ones are not held against it',
      job: { metadata: held, status: processing },
      observed: { workload: aWorkload({ state: 'lost', active: 0, reason: 'NodeLost' }), progress: someProgress() },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/NodeLost', 'Running=False/NodeLost'],
      actions: ['deleteWorkload'],
      requeueAfterMs: 1_000,
    },
    {
      name: 'no node has room: a full cluster is waited for much longer',
      job: { metadata: held, status: { phase: 'Accepted' } },
      observed: { workload: troubled('noRoom', 'Unschedulable', 600_000) },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/Unschedulable'],
      actions: [],
      requeueAfterMs: 60_000,
    },
    {
      name: 'one pod cannot start and another runs',
      job: { metadata: held, status: processing },
      observed: {
        workload: { ...troubled('broken', 'ImagePullBackOff', 600_000), active: 1, state: 'running' },
        progress: someProgress({ status: 'PROCESSING' }),
      },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=False/Started', 'Running=True/RunnersActive'],
      actions: [],
      requeueAfterMs: 60_000,
    },
    {
      name: 'its workload vanished',
      job: { metadata: held, status: { ...processing, workload: { attempt: 1, failures: 0, createdAt: ago(5_000) } } },
      observed: { progress: someProgress({ status: 'PROCESSING' }, { pending: 2 }) },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/WaitingForRunner', 'Running=False/WaitingForRunner'],
      actions: ['createWorkload'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'its workload vanishes again and again: the next one comes after a pause',
      job: { metadata: held, status: { ...processing, workload: { attempt: 4, failures: 0, createdAt: ago(1_000) } } },
      observed: { progress: someProgress({ status: 'PROCESSING' }, { pending: 2 }) },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/RunnerBackOff', 'Running=False/RunnerBackOff'],
      actions: [],
      requeueAfterMs: 3_000,
    },
    {
      name: 'its workload failed within the budget',
      job: { metadata: held, status: { ...processing, workload: { attempt: 1, failures: 0, createdAt: ago(5_000) } } },
      observed: {
        workload: aWorkload({ state: 'failed', active: 0, failed: 1, reason: 'PodFailurePolicy' }),
        progress: someProgress({ status: 'PROCESSING' }, { pending: 2 }),
      },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/WaitingForRunner', 'Running=False/WaitingForRunner'],
      actions: ['createWorkload'],
      requeueAfterMs: 60_000,
    },
    {
      name: 'its runners are refused',
      job: { metadata: held },
      observed: { refusal: { reason: 'QuotaExceeded', message: 'exceeded quota' } },
      phase: 'Accepted',
      conditions: ['Accepted=True/Accepted', 'Queued=True/QuotaExceeded'],
      actions: [],
      requeueAfterMs: 1_000,
    },
    {
      name: 'deleted while the database does not answer',
      job: { metadata: { ...held, deletionTimestamp: ago(0) }, status: processing },
      observed: { workload: aWorkload(), progress: 'unavailable' },
      phase: 'Processing',
      conditions: ['Accepted=True/Accepted', 'Queued=True/DatabaseUnavailable', 'Running=False/DatabaseUnavailable'],
      actions: ['deleteWorkload'],
      requeueAfterMs: 5_000,
    },
  ];

  test.each(cases)('$name', ({ job, observed, phase, conditions, actions, requeueAfterMs }) => {
    const decision = decideFor(aJob(job), observed);
    if (decision.kind !== 'continue') throw new Error(`it is ${decision.kind}`);
    expect(decision.status.phase).toBe(phase);
    expect(inShort(decision.status)).toEqual(conditions);
    expect(decision.actions.map(({ type }) => type)).toEqual(actions);
    expect(decision.requeueAfterMs).toBe(requeueAfterMs);
  });
});

describe('a job that ends', () => {
  const cases: readonly {
    readonly name: string;
    readonly job?: JobParts;
    readonly observed: Partial<Observed>;
    readonly ending: object;
    readonly actions: readonly Action['type'][];
  }[] = [
    {
      name: 'every file has its result, whatever its runners do',
      job: { metadata: held, status: processing },
      observed: { workload: aWorkload(), progress: someProgress({ expanded: true }, { succeeded: 2, failed: 1 }) },
      ending: { kind: 'TasksDone' },
      actions: [],
    },
    {
      name: 'every file has its result, and it is suspended',
      job: { metadata: held, status: processing, spec: { suspend: true } },
      observed: { progress: someProgress({ expanded: true }, { succeeded: 2 }) },
      ending: { kind: 'TasksDone' },
      actions: [],
    },
    {
      name: 'every file has its result, and the deadline has passed meanwhile',
      job: { metadata: held, status: { ...processing, startTime: ago(4_000_000) } },
      observed: { progress: someProgress({ expanded: true }, { succeeded: 2 }) },
      ending: { kind: 'TasksDone' },
      actions: [],
    },
    {
      name: 'its dialect is unknown: it has a row all the same',
      job: { spec: { dialect: 'mysqll' } },
      observed: { progress: undefined },
      ending: { kind: 'InvalidProfile', reason: 'InvalidProfile', message: expect.stringContaining('mysqll') },
      actions: ['addFinalizer', 'insertRow', 'deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'its profile does not exist, and its end was not stored the last time',
      job: { metadata: held, spec: { profile: 'strict' } },
      observed: { profile: resolveProfile({ profile: 'strict' }) },
      ending: { kind: 'InvalidProfile', reason: 'ProfileNotFound', message: expect.stringContaining('"strict"') },
      actions: ['deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'its source cannot be opened',
      job: { metadata: held, status: processing },
      observed: {
        workload: aWorkload(),
        progress: someProgress({ sourceErrorReason: 'SourceMissing', sourceErrorMessage: 'a.zip is not there.' }),
      },
      ending: { kind: 'SourceFailed', reason: 'SourceMissing', message: 'a.zip is not there.' },
      actions: ['failUnfinished'],
    },
    {
      name: 'cancelled before anything was done: it has a row all the same',
      job: { spec: { cancelled: true } },
      observed: { progress: undefined },
      ending: { kind: 'Cancelled' },
      actions: ['addFinalizer', 'insertRow', 'deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'deleted while it runs',
      job: { metadata: { ...held, deletionTimestamp: ago(0) }, status: processing },
      observed: { workload: aWorkload(), progress: someProgress({ status: 'PROCESSING' }, { pending: 1 }) },
      ending: { kind: 'Deleted' },
      actions: ['deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'the deadline has passed',
      job: { metadata: held, status: { ...processing, startTime: ago(3_600_000) } },
      observed: { workload: aWorkload(), progress: someProgress({ status: 'PROCESSING' }, { pending: 1 }) },
      ending: { kind: 'DeadlineExceeded' },
      actions: ['deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'Kubernetes noticed the deadline first',
      job: { metadata: held, status: { ...processing, startTime: ago(3_599_000) } },
      observed: {
        workload: aWorkload({ state: 'failed', active: 0, reason: 'DeadlineExceeded' }),
        progress: someProgress({ status: 'PROCESSING' }, { pending: 1 }),
      },
      ending: { kind: 'DeadlineExceeded' },
      actions: ['deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'a pod could not start for longer than the grace period',
      job: { metadata: held },
      observed: { workload: troubled('broken', 'ImagePullBackOff', 300_000) },
      ending: {
        kind: 'RunnerFailed',
        reason: 'ImagePullBackOff',
        message: "The job's runner could not start: ImagePullBackOff.",
        detail: 'no such thing',
      },
      actions: ['deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'its row is lost and the deadline has passed: it has a row all the same',
      job: { metadata: held, status: { ...processing, startTime: ago(3_600_000) } },
      observed: { workload: aWorkload(), progress: undefined },
      ending: { kind: 'DeadlineExceeded' },
      actions: ['insertRow', 'deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'its row is lost and a pod could not start: it has a row all the same',
      job: { metadata: held },
      observed: { workload: troubled('broken', 'ImagePullBackOff', 300_000), progress: undefined },
      ending: expect.objectContaining({ kind: 'RunnerFailed', reason: 'ImagePullBackOff' }),
      actions: ['insertRow', 'deleteWorkload', 'failUnfinished'],
    },
    {
      name: 'its row is lost and its runners failed too often: it has a row all the same',
      job: { metadata: held, spec: { backoffLimit: 0 }, status: processing },
      observed: { workload: aWorkload({ state: 'failed', active: 0, failed: 1 }), progress: undefined },
      ending: expect.objectContaining({ kind: 'RunnerFailed', reason: 'RunnerFailed' }),
      actions: ['insertRow', 'failUnfinished'],
    },
    {
      name: 'its runners failed too often, in several attempts together',
      job: { metadata: held, status: { ...processing, workload: { attempt: 2, failures: 2, createdAt: ago(5_000) } } },
      observed: {
        workload: aWorkload({ attempt: 2, state: 'failed', active: 0, failed: 1, reason: 'X', failure: outOfMemory }),
        progress: someProgress({ status: 'PROCESSING' }, { pending: 1 }),
      },
      ending: {
        kind: 'RunnerFailed',
        reason: 'X',
        message:
          "The job's runners failed 3 times, more than its backoffLimit allows. The last runner ran out of memory.",
        detail: 'pod a: OOMKilled',
        lastWords: 'at /srv',
      },
      actions: ['failUnfinished'],
    },
    {
      name: 'its runners were refused for longer than the grace period',
      job: {
        metadata: held,
        status: { workload: { attempt: 0, failures: 0, createdAt: ago(300_000), refusedAt: ago(300_000) } },
      },
      observed: { refusal: { reason: 'QuotaExceeded', message: 'exceeded quota' } },
      ending: {
        kind: 'RunnerFailed',
        reason: 'QuotaExceeded',
        message: "The cluster refused the job's runners: QuotaExceeded.",
        detail: 'exceeded quota',
      },
      actions: ['failUnfinished'],
    },
    {
      name: 'its end was stored and not shown',
      job: { metadata: held, status: processing, spec: { cancelled: true } },
      observed: { progress: someProgress({ status: 'COMPLETED', expanded: true }, { succeeded: 1 }) },
      ending: { kind: 'Recorded' },
      actions: [],
    },
  ];

  test.each(cases)('$name', ({ job, observed, ending, actions }) => {
    const decision = decideFor(aJob(job), observed);
    if (decision.kind !== 'conclude') throw new Error(`it is ${decision.kind}`);
    expect(decision.ending).toEqual(ending);
    expect(decision.actions.map(({ type }) => type)).toEqual(actions);
  });
});

describe('a job that is settled', () => {
  const cases: readonly {
    readonly name: string;
    readonly job: JobParts;
    readonly observed?: Partial<Observed>;
    readonly actions: readonly Action['type'][];
    readonly requeueAfterMs: number | undefined;
  }[] = [
    {
      name: 'finished: the resource need not wait any more',
      job: { metadata: held, status: finished },
      actions: ['removeFinalizer'],
      requeueAfterMs: 21_600_000,
    },
    {
      name: 'finished, whatever happens to its spec or to the database',
      job: { status: finished, spec: { cancelled: true, suspend: true } },
      observed: { progress: 'unavailable' },
      actions: [],
      requeueAfterMs: 21_600_000,
    },
    {
      name: 'finished, and its runners may leave by themselves',
      job: { status: finished },
      observed: { workload: aWorkload() },
      actions: [],
      requeueAfterMs: 50_000,
    },
    {
      name: 'finished, and its runners do not leave',
      job: { status: { ...finished, completionTime: ago(60_000) } },
      observed: { workload: aWorkload() },
      actions: ['deleteWorkload'],
      requeueAfterMs: 21_600_000,
    },
    {
      name: 'cancelled, and runners are still there',
      job: { status: { ...finished, phase: 'Cancelled' } },
      observed: { workload: aWorkload() },
      actions: ['deleteWorkload'],
      requeueAfterMs: 21_600_000,
    },
    {
      name: 'finished longer ago than its time to live',
      job: { status: finished, spec: { ttlSecondsAfterFinished: 10 } },
      actions: ['deleteResource'],
      requeueAfterMs: undefined,
    },
    {
      name: 'finished and deleted',
      job: { metadata: { ...held, deletionTimestamp: ago(0) }, status: finished },
      actions: ['removeFinalizer'],
      requeueAfterMs: undefined,
    },
    {
      name: 'deleted before it had a row',
      job: { metadata: { ...held, deletionTimestamp: ago(0) } },
      observed: { progress: undefined },
      actions: ['deleteWorkload', 'removeFinalizer'],
      requeueAfterMs: undefined,
    },
    {
      name: 'deleted before we held it',
      job: { metadata: { deletionTimestamp: ago(0), finalizers: ['of/others'] } },
      actions: ['deleteWorkload'],
      requeueAfterMs: undefined,
    },
  ];

  test.each(cases)('$name', ({ job, observed, actions, requeueAfterMs }) => {
    const decision = decideFor(aJob(job), observed ?? {});
    if (decision.kind !== 'settled') throw new Error(`it is ${decision.kind}`);
    expect(decision.actions.map(({ type }) => type)).toEqual(actions);
    expect(decision.requeueAfterMs).toBe(requeueAfterMs);
  });
});

test('a new attempt has what is left of the failure budget, and the next number', () => {
  const status = { ...processing, workload: { attempt: 1, failures: 1, createdAt: ago(5_000) } };
  const decision = decideFor(aJob({ metadata: held, status }), {
    workload: aWorkload({ state: 'failed', active: 0, failed: 1 }),
  });
  expect(decision.actions).toEqual([
    { type: 'createWorkload', attempt: 2, parallelism: 3, backoffLimit: 0, activeDeadlineSeconds: 3600 },
  ]);
  expect(decision).toMatchObject({ status: { workload: { attempt: 2, failures: 2, createdAt: ago(0) } } });
});

test('a single file never has more than one runner', () => {
  const source = { inline: { sql: 'SELECT 1', fileName: 'a.sql' } };
  const decision = decideFor(aJob({ spec: { source } }), { progress: undefined });
  expect(decision.actions).toContainEqual(expect.objectContaining({ type: 'createWorkload', parallelism: 1 }));
});

test('an archive of two files that is known to be one has two runners', () => {
  const decision = decideFor(aJob({ metadata: held }), { progress: someProgress({ expanded: true }, { pending: 2 }) });
  expect(decision.actions).toContainEqual(expect.objectContaining({ type: 'createWorkload', parallelism: 2 }));
});

test('a job whose runners were sent back to their queue gives its start back, and has another with the next ones', () => {
  const job = aJob({ metadata: held, status: { ...processing, startTime: ago(7_200_000) } });
  const waiting = decideFor(job, { workload: aWorkload({ state: 'queued', active: 0 }) });
  if (waiting.kind !== 'continue') throw new Error('it goes on');
  expect(waiting.status).not.toHaveProperty('startTime');
  const resumed = decideFor(aJob({ metadata: held, status: waiting.status }), { workload: aWorkload() });
  expect(resumed).toMatchObject({ kind: 'continue', status: { startTime: ago(settings.quietStartMs) } });
});

test('a condition keeps its time while its status stays, and the same situation gives the same status', () => {
  const first = decideFor(aJob({ metadata: held }), { workload: aWorkload({ state: 'pending', active: 0 }) });
  if (first.kind !== 'continue') throw new Error('it goes on');
  const again = decide(
    aJob({ metadata: held, status: first.status }),
    { workload: aWorkload({ state: 'pending', active: 0 }), progress: someProgress(), profile: undefined },
    now + 10_000,
    settings,
  );
  expect(again).toMatchObject({ status: first.status });
});

function decideFor(job: SqlLintJob, observed: Partial<Observed>): Decision {
  // A row that is there holds the profile.
  const profile = 'progress' in observed && observed.progress === undefined ? resolveProfile(job.spec) : undefined;
  return decide(job, { workload: undefined, progress: someProgress(), profile, ...observed }, now, settings);
}

function troubled(kind: PodTrouble['kind'], reason: string, sinceMsAgo: number) {
  return aWorkload({
    state: 'pending',
    active: 0,
    troubles: [{ kind, reason, message: 'no such thing', since: now - sinceMsAgo }],
  });
}
