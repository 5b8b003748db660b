import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import type { Logger } from '@sqllint/core/logging/logger';
import { apiVersion, kind } from '@sqllint/core/resource/sqlLintJob';
import type { EventRecorder } from '../cluster/events.ts';
import { ownerLabelOf } from './jobName.ts';
import { eventsPath } from './paths.ts';

export interface KubernetesEventsOptions {
  readonly api: KubernetesApi;
  /** The name of this operator's pod. */
  readonly instance: string;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** The API refuses longer notes. */
const longestNote = 1024;

/** Events of the events.k8s.io API, as `kubectl describe` shows them. */
export function openKubernetesEvents({
  api,
  instance,
  logger,
  now = Date.now,
}: KubernetesEventsOptions): EventRecorder {
  return {
    recordEvent: async (job, { type, reason, message }) => {
      const { namespace, name, uid, resourceVersion } = job.metadata;
      const body = {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { namespace, generateName: `${ownerLabelOf({ name, uid })}-` },
        eventTime: new Date(now()).toISOString().replace('Z', '000Z'),
        reportingController: 'sqllint.dev/operator',
        reportingInstance: instance,
        action: 'Reconcile',
        reason,
        type,
        note: message.slice(0, longestNote),
        regarding: { apiVersion, kind, namespace, name, uid, resourceVersion },
      };
      try {
        await api.request({ method: 'POST', path: eventsPath(namespace), body });
      } catch (error) {
        logger.warn({ err: error, namespace, name, reason }, 'an event could not be recorded');
      }
    },
  };
}
