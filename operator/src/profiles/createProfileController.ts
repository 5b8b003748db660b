import { isDeepStrictEqual } from 'node:util';
import type { JobRef, Watch } from '@sqllint/core/cluster/jobResources';
import type { KubernetesProfiles } from '@sqllint/core/cluster/kubernetes/openKubernetesProfiles';
import type { Logger } from '@sqllint/core/logging/logger';
import { type Clock, systemClock } from '../controller/clock.ts';
import { keyOf, refOf } from '../controller/resourceKey.ts';
import { createWorkQueue } from '../controller/workQueue.ts';
import type { QueueObserver } from '../metrics/queueObserver.ts';
import { profileStatus } from './profileStatus.ts';

export interface ProfileController {
  /** Begins to watch and changes nothing. Resolves once all existing profiles have been seen. */
  start(): Promise<void>;
  /** Begins to check them; only one operator of an installation may. */
  lead(): void;
  stop(): Promise<void>;
}

/** Milliseconds. */
const retry = { firstMs: 200, mostMs: 60_000 };
const stopGraceMs = 5_000;

/**
 * Says in the status of each SqlLintProfile whether it can be used, so that its author need not submit a job to learn it.
 * Jobs do not wait for that: whoever uses a profile checks it.
 */
export function createProfileController(options: {
  readonly profiles: Pick<KubernetesProfiles, 'get' | 'watch' | 'applyStatus'>;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly queueObserver?: QueueObserver;
}): ProfileController {
  const { profiles, logger, clock = systemClock } = options;
  const check = async (ref: JobRef): Promise<undefined> => {
    const profile = await profiles.get(ref);
    if (profile === undefined) return;
    const status = profileStatus(profile, clock.now());
    if (isDeepStrictEqual(profile.status, status)) return;
    await profiles.applyStatus(ref, status);
    const [valid] = status.conditions ?? [];
    logger.info({ ...ref, valid: valid?.status, message: valid?.message }, 'profile checked');
  };
  const queue = createWorkQueue({
    concurrency: 1,
    paused: true,
    observer: options.queueObserver,
    retry,
    clock,
    work: (key) => check(refOf(key)),
    onError: (key, error, retryInMs) =>
      logger.warn({ err: error, profile: key, retry_in_ms: Math.round(retryInMs) }, 'will try again'),
  });
  let watch: Watch | undefined;
  return {
    start: async () => {
      watch = profiles.watch(({ namespace, name }) => queue.add(keyOf({ namespace, name })));
      await watch.ready;
    },
    lead: () => queue.start(),
    stop: async () => {
      await watch?.stop();
      await queue.stop(stopGraceMs);
    },
  };
}
