import assert from 'node:assert/strict';
import type { Case, World } from '../case.ts';
import { applyJob, condition, expectCompleted, finishedJob, hasCondition } from '../jobs.ts';
import { checkNothingLeft } from '../nothingLeft.ts';
import { applyProfile } from '../profiles.ts';
import { waitFor } from '../waiting.ts';

function inline(world: World, name: string): object {
  return { source: { inline: { sql: `SELECT 1 AS ${name.replaceAll('-', '_')}_${world.salt}\n` } } };
}

/** A quota that leaves no room for one object more. */
async function withQuota(world: World, resource: 'pods' | 'jobs.batch', run: () => Promise<void>): Promise<void> {
  const name = `no-more-${resource}`;
  const hard = { [`count/${resource}`]: '0' };
  await world.kubectl.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard } });
  try {
    await run();
  } finally {
    await world.kubectl.run(['delete', 'resourcequota', name]);
  }
}

const admission = 'admissionregistration.k8s.io/v1';

/** Refuses pods of one label, in this namespace alone. */
async function withPolicy(world: World, label: string, run: () => Promise<void>): Promise<void> {
  const name = `sqllint-e2e-${world.salt}`;
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': world.kubectl.namespace } };
  await world.kubectl.apply({
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector,
        objectSelector: { matchLabels: { [label]: 'yes' } },
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
      },
      validations: [{ expression: 'false', message: 'pods of this team need a cost centre' }],
    },
  });
  await world.kubectl.apply({
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
  try {
    await untilRefused(world, label);
    await run();
  } finally {
    await world.kubectl.run(['delete', 'validatingadmissionpolicies,validatingadmissionpolicybindings', name]);
  }
}

/** A policy holds some time after it was made. */
async function untilRefused({ kubectl }: World, label: string): Promise<void> {
  const container = {
    name: 'probe',
    image: 'localhost/sqllint-runner:dev',
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const securityContext = { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } };
  const metadata = { name: 'probe', labels: { [label]: 'yes' } };
  const input = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { securityContext, containers: [container] },
  });
  await waitFor(
    'the policy to be enforced',
    async () => {
      const { stderr } = await kubectl.attempt(['create', '--dry-run=server', '--filename', '-'], { input });
      return stderr.includes('cost centre') ? true : undefined;
    },
    { timeoutMs: 30_000 },
  );
}

export const refusalCases: readonly Case[] = [
  {
    name: 'a quota of pods is named, and the job runs once there is room',
    timeoutMs: 150_000,
    async run(world) {
      await withQuota(world, 'pods', async () => {
        await applyJob(world, 'pod-quota', inline(world, 'pod-quota'));
        const message = await hasCondition(world, 'pod-quota', 'Queued', /^QuotaExceeded$/);
        assert.match(message, /exceeded quota: no-more-pods/);
      });
      await expectCompleted(world, 'pod-quota', 1);
      await checkNothingLeft(world);
    },
  },
  {
    name: 'a quota of Jobs is named, and the job runs once there is room',
    timeoutMs: 120_000,
    async run(world) {
      await withQuota(world, 'jobs.batch', async () => {
        await applyJob(world, 'job-quota', inline(world, 'job-quota'));
        const message = await hasCondition(world, 'job-quota', 'Queued', /^QuotaExceeded$/);
        assert.match(message, /exceeded quota: no-more-jobs/);
      });
      await expectCompleted(world, 'job-quota', 1);
      await checkNothingLeft(world);
    },
  },
  {
    name: 'a policy that refuses the pods is quoted, and ends the job after the grace period',
    timeoutMs: 150_000,
    async run(world) {
      await withPolicy(world, 'sqllint.test/refused', async () => {
        await applyProfile(world, 'refused', { runner: { labels: { 'sqllint.test/refused': 'yes' } } });
        await applyJob(world, 'refused', { ...inline(world, 'refused'), profile: 'refused' });
        const message = await hasCondition(world, 'refused', 'Queued', /^RunnerForbidden$/);
        assert.match(message, /pods of this team need a cost centre/);
        const job = await finishedJob(world, 'refused', 90_000);
        assert.equal(job.status?.phase, 'Failed');
        assert.equal(condition(job, 'Failed')?.reason, 'RunnerForbidden');
      });
      await checkNothingLeft(world);
    },
  },
];
