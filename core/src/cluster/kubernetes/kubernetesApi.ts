import {
  HttpMethod,
  IsomorphicFetchHttpLibrary,
  type KubeConfig,
  RequestContext,
  type ResponseContext,
} from '@kubernetes/client-node';
import { ClusterUnavailableError, FencedError } from '../errors.ts';
import { errorOfConnection, errorOfResponse } from './apiErrors.ts';
import { linesOf } from './linesOf.ts';

export type PatchType = 'application/merge-patch+json' | 'application/apply-patch+yaml';

export type QueryParameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** For instance `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  readonly query?: QueryParameters;
  readonly body?: unknown;
  readonly patchType?: PatchType;
  readonly signal?: AbortSignal;
}

/**
 * The Kubernetes API as JSON over HTTP. The generated client of `@kubernetes/client-node` makes a TLS connection for
 * every request and knows no deadlines; this takes its kubeconfig and its authentication, keeps one pool of connections,
 * and ends every request in time.
 */
export interface KubernetesApi {
  /**
   * @returns the parsed body
   * @throws the classes of `../errors.ts`, or ResourceExpiredError
   */
  request(request: ApiRequest): Promise<unknown>;
  /** The JSON lines of a watch, until the server closes it or `signal` is aborted. Throws as `request` does. */
  stream(path: string, query: QueryParameters, signal: AbortSignal): AsyncGenerator<unknown>;
}

export interface KubernetesApiOptions {
  readonly kubeConfig: KubeConfig;
  /** Milliseconds for one request, its response included (for a stream: until its response begins). */
  readonly deadlineMs?: number;
  /** Asked right before anything but a read is sent; where it says no, the request throws FencedError instead. */
  mayWrite?(): boolean;
  /** Told of every request whose response has begun, or that got none. */
  onRequest?(request: SentRequest): void;
}

export interface SentRequest {
  readonly method: ApiRequest['method'];
  readonly path: string;
  readonly watch: boolean;
  /** Undefined when there was no answer. */
  readonly code: number | undefined;
}

type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>;

const methods = {
  GET: HttpMethod.GET,
  POST: HttpMethod.POST,
  PUT: HttpMethod.PUT,
  PATCH: HttpMethod.PATCH,
  DELETE: HttpMethod.DELETE,
};

export function openKubernetesApi(options: KubernetesApiOptions): KubernetesApi {
  const { kubeConfig, deadlineMs = 15_000 } = options;
  const library = new IsomorphicFetchHttpLibrary();
  let pool: Dispatcher | undefined;

  /** The next request connects anew, with certificates that may have been renewed. */
  const dropPool = (): void => {
    const dropped = pool;
    pool = undefined;
    dropped?.close().catch(() => undefined);
  };

  const send = async (request: ApiRequest, signal: AbortSignal): Promise<ResponseContext> => {
    const server = kubeConfig.getCurrentCluster()?.server;
    if (server === undefined) throw new ClusterUnavailableError('The kubeconfig has no current cluster.');
    const context = new RequestContext(urlOf(server, request), methods[request.method]);
    await kubeConfig.applySecurityAuthentication(context);
    pool ??= context.getDispatcher();
    if (pool) context.setDispatcher(pool);
    context.setHeaderParam('Accept', 'application/json');
    if (request.body !== undefined) {
      context.setHeaderParam('Content-Type', request.patchType ?? 'application/json');
      context.setBody(JSON.stringify(request.body));
    }
    context.setSignal(signal);
    if (request.method !== 'GET' && options.mayWrite?.() === false) throw new FencedError();
    const sent = { method: request.method, path: request.path, watch: request.query?.watch === true };
    try {
      const response = await library.send(context).toPromise();
      options.onRequest?.({ ...sent, code: response.httpStatusCode });
      return response;
    } catch (error) {
      options.onRequest?.({ ...sent, code: undefined });
      throw error;
    }
  };

  const accept = async (response: ResponseContext): Promise<ResponseContext> => {
    const { httpStatusCode: code } = response;
    if (code >= 200 && code < 300) return response;
    if (code === 401) dropPool();
    throw errorOfResponse(code, await response.body.text(), response.headers['retry-after']);
  };

  const orConnectionError = async <Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (isOfTheApi(error)) throw error;
      if (!signal.aborted) dropPool();
      throw errorOfConnection(error);
    }
  };

  return {
    request: async (request) => {
      const deadline = AbortSignal.timeout(deadlineMs);
      const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
      return await orConnectionError(signal, async () => {
        const response = await accept(await send(request, signal));
        return JSON.parse(await response.body.text()) as unknown;
      });
    },
    stream: async function* (path, query, signal) {
      const begun = new AbortController();
      const deadline = setTimeout(() => begun.abort(new Error(`no response in ${deadlineMs} ms`)), deadlineMs);
      const both = AbortSignal.any([signal, begun.signal]);
      try {
        const response = await orConnectionError(both, async () =>
          accept(await send({ method: 'GET', path, query: { ...query, watch: true } }, both)),
        );
        clearTimeout(deadline);
        for await (const line of linesOf(response.body.stream())) yield JSON.parse(line) as unknown;
      } catch (error) {
        throw isOfTheApi(error) ? error : errorOfConnection(error);
      } finally {
        clearTimeout(deadline);
        begun.abort();
      }
    },
  };
}

const namesOfTheApi: ReadonlySet<unknown> = new Set([
  'AlreadyExistsError',
  'ClusterUnavailableError',
  'ConflictError',
  'FencedError',
  'ForbiddenError',
  'InvalidResourceError',
  'NotFoundError',
  'ResourceExpiredError',
]);

function isOfTheApi(error: unknown): boolean {
  return error instanceof Error && namesOfTheApi.has(error.name);
}

function urlOf(server: string, request: ApiRequest): string {
  const url = new URL(server.replace(/\/$/, '') + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.toString();
}
