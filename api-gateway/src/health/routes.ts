import type { RunnerRecord } from '@sqllint/core/store/types';
import type { Response } from 'express';
import type { GatewayContext } from '../context.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { type Check, type CheckDetails, type Checks, type Health, runChecks } from './checks.ts';

/** Milliseconds after which a silent runner counts as gone: several of its heartbeats. */
const heartbeatAgeMs = 60_000;

/** `/health` and its parts. */
export function healthRoutes(context: GatewayContext): readonly RouteDefinition[] {
  const { store, share, resources, closing, clock } = context;
  const database = answers(() => store.check());
  const shareAnswers = answers(() => share.check('submissions'));
  const kubernetes = answers(() => resources.check());
  const runners = async () => runnerDetails(await store.runners.online(heartbeatAgeMs));

  async function answer(response: Response, service: string, checks: Checks): Promise<void> {
    const health = await runChecks({
      service,
      checks,
      deadlineMs: context.settings.healthDeadlineMs,
      clock,
      onFailure: (name, err) => context.logger.warn({ err, check: name }, 'a health check failed'),
    });
    send(response, health);
  }

  return [
    {
      path: '/health',
      get: (_, response) => answer(response, 'sqllint', { database, share: shareAnswers, kubernetes }),
    },
    {
      // The process runs its event loop; nothing outside it is asked, so that a fault elsewhere restarts no pod.
      path: '/health/live',
      get: (_, response) => answer(response, 'sqllint-gateway', {}),
    },
    {
      // Only what this pod alone can lack. Without database or Kubernetes every pod would leave the Service at once,
      // and callers would get a refused connection instead of an answer that says why.
      path: '/health/ready',
      get: (_, response) =>
        answer(response, 'sqllint-gateway', {
          share: shareAnswers,
          server: answers(async () => closing.throwIfAborted()),
        }),
    },
    {
      path: '/health/workers',
      // No runner online is no fault: runners come with the jobs.
      get: (_, response) => answer(response, 'sqllint-runners', { database, kubernetes, runners }),
    },
  ];
}

/** A check that finds out nothing but whether something answers. */
function answers(check: () => Promise<void>): Check {
  return async () => {
    await check();
    return {};
  };
}

function runnerDetails(online: readonly RunnerRecord[]): CheckDetails {
  return {
    online: online.length,
    engines: online.reduce((sum, { engines }) => sum + engines, 0),
    current_tasks: online.reduce((sum, { currentTasks }) => sum + currentTasks.length, 0),
  };
}

function send(response: Response, health: Health): void {
  response.status(health.status === 'healthy' ? 200 : 503).json(health);
}
