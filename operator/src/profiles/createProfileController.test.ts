import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openKubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import {
  type KubernetesProfiles,
  openKubernetesProfiles,
} from '@sqllint/core/cluster/kubernetes/openKubernetesProfiles';
import { type FakeApiServer, startFakeApiServer } from '@sqllint/core/cluster/kubernetes/testing/fakeApiServer';
import { createLogger } from '@sqllint/core/logging/logger';
import type { SqlLintProfile } from '@sqllint/core/resource/parseProfile';
import { eventually } from '../../test/eventually.ts';
import { createdAt } from '../../test/jobs.ts';
import { createProfileController, type ProfileController } from './createProfileController.ts';
import { profileStatus } from './profileStatus.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const now = Date.parse(createdAt);

function aProfile(spec: unknown, generation = 1, status?: SqlLintProfile['status']): SqlLintProfile {
  const metadata = { namespace: 'team-a', name: 'strict', uid: 'u', resourceVersion: '7', generation };
  return { namespace: 'team-a', name: 'strict', metadata, spec, ...(status && { status }) };
}

describe('the status of a profile', () => {
  test('says that it can be used, and of which generation that goes', () => {
    expect(profileStatus(aProfile({ dialect: 'postgres' }, 3), now)).toEqual({
      observedGeneration: 3,
      conditions: [
        {
          type: 'Valid',
          status: 'True',
          reason: 'Valid',
          message: 'Jobs can use the profile.',
          observedGeneration: 3,
          lastTransitionTime: createdAt,
        },
      ],
    });
  });

  test('names every field that is wrong', () => {
    const spec = { dialect: 'mysq', rules: ['ZZ99'], config: { library_path: '/etc' } };
    const [valid] = profileStatus(aProfile(spec), now).conditions ?? [];
    expect(valid).toMatchObject({ status: 'False', reason: 'Invalid' });
    expect(valid?.message).toMatch(/spec\.dialect "mysq".*spec\.rules holds "ZZ99".*spec\.config: .*library_path/);
  });

  test('keeps its time while it stays valid, and its message below what the API takes', () => {
    const before = profileStatus(aProfile({}), now);
    expect(profileStatus(aProfile({ noqa: 'Ignore' }, 2, before), now + 5000)).toMatchObject({
      observedGeneration: 2,
      conditions: [{ lastTransitionTime: createdAt }],
    });
    const severities = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`Q${index}`, 'Minor']));
    const [bad] = profileStatus(aProfile({ severities }, 2, before), now + 5000).conditions ?? [];
    expect(bad?.message).toHaveLength(4000);
    expect(Date.parse(bad?.lastTransitionTime ?? '')).toBe(now + 5000);
  });
});

describe('the controller of profiles', () => {
  const ref = { namespace: 'team-a', name: 'strict' };
  let server: FakeApiServer;
  let profiles: KubernetesProfiles;
  let controller: ProfileController;

  beforeEach(async () => {
    server = await startFakeApiServer({} as never);
    const api = openKubernetesApi({ kubeConfig: server.kubeConfig });
    profiles = openKubernetesProfiles({ api, namespaces: ['team-a'], logger });
  });
  afterEach(async () => {
    await controller.stop();
    await server.close();
  });

  test('checks what exists, under its field manager, and writes nothing when nothing has changed', async () => {
    server.putProfile(ref, { dialect: 'mysq' });
    controller = createProfileController({ profiles, logger });
    await controller.start();
    controller.lead();
    await eventually('the status is there', async () => server.readProfile(ref)?.status !== undefined);
    expect(server.readProfile(ref)?.status).toMatchObject({ conditions: [{ type: 'Valid', status: 'False' }] });
    await controller.stop();
    controller = createProfileController({ profiles, logger });
    await controller.start();
    controller.lead();
    const reads = () => server.requests.filter((request) => /^GET .*\/strict$/.test(request)).length;
    await eventually('it was looked at again', async () => reads() === 2);
    await controller.stop();
    expect(server.requests.filter((request) => request.startsWith('PATCH'))).toEqual([
      'PATCH /apis/sqllint.dev/v1/namespaces/team-a/sqllintprofiles/strict/status?fieldManager=sqllint-operator&force=true',
    ]);
  });

  test('tries again when the status could not be written', async () => {
    server.putProfile(ref, {});
    const failing = { ...profiles, applyStatus: async () => Promise.reject(new Error('no answer')) };
    let tries = 0;
    controller = createProfileController({
      logger,
      profiles: {
        ...profiles,
        applyStatus: (...args) => {
          tries += 1;
          return tries === 1 ? failing.applyStatus() : profiles.applyStatus(...args);
        },
      },
    });
    await controller.start();
    controller.lead();
    await eventually('the status is there', async () => server.readProfile(ref)?.status !== undefined);
    expect(tries).toBe(2);
  });
});
