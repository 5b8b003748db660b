import type { SentRequest } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import type { WatchRestart } from '@sqllint/core/cluster/kubernetes/watchObserver';
import { Counter, type Registry } from 'prom-client';

export interface ApiMetrics {
  requestSent(request: SentRequest): void;
  watchRestarted(what: string, reason: WatchRestart): void;
}

/** What the operator asks of the Kubernetes API. */
export function createApiMetrics(registry: Registry): ApiMetrics {
  const requests = new Counter({
    name: 'sql_linting_kubernetes_requests_total',
    help: 'Requests to the Kubernetes API by verb, resource and class of the answer; code none had no answer.',
    labelNames: ['verb', 'resource', 'code'],
    registers: [registry],
  });
  const restarts = new Counter({
    name: 'sql_linting_watch_restarts_total',
    help: 'Watches that began again before their time, by what they watch and why.',
    labelNames: ['resource', 'reason'],
    registers: [registry],
  });
  return {
    requestSent: (request) => {
      const { resource, isOne } = targetOf(request.path);
      requests.inc({ verb: verbOf(request, isOne), resource, code: codeClass(request.code) });
    },
    watchRestarted: (resource, reason) => restarts.inc({ resource, reason }),
  };
}

const path = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/(?:namespaces\/[^/]+\/)?(?<plural>[a-z]+)(?<rest>\/.*)?$/;

/** The resource of a path, with its subresource, and without names. */
function targetOf(pathname: string): { readonly resource: string; readonly isOne: boolean } {
  const { plural = 'other', rest = '' } = path.exec(pathname)?.groups ?? {};
  const [, name, subresource] = rest.split('/');
  return { resource: subresource === undefined ? plural : `${plural}/${subresource}`, isOne: name !== undefined };
}

const verbs = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;

function verbOf({ method, watch }: SentRequest, isOne: boolean): string {
  if (method !== 'GET') return verbs[method];
  if (watch) return 'watch';
  return isOne ? 'get' : 'list';
}

function codeClass(code: number | undefined): string {
  return code === undefined ? 'none' : `${Math.floor(code / 100)}xx`;
}
