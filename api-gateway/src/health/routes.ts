import type { Response } from 'express';
import type { GatewayContext } from '../context.ts';
import type { RouteDefinition } from '../http/routes.ts';
import { type Checks, type Health, runChecks } from './checks.ts';

/** `/health` and its parts. */
export function healthRoutes(context: GatewayContext): readonly RouteDefinition[] {
  const { store, share, resources, closing, clock } = context;
  const database = () => store.check();
  const shareAnswers = () => share.check('submissions');
  const kubernetes = () => resources.check();

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
          server: async () => closing.throwIfAborted(),
        }),
    },
    {
      path: '/health/workers',
      get: (_, response) => answer(response, 'sqllint-runners', { database, kubernetes }),
    },
  ];
}

function send(response: Response, health: Health): void {
  response.status(health.status === 'healthy' ? 200 : 503).json(health);
}
