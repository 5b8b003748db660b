import type { IncomingMessage } from 'node:http';
import { FencedError } from '../errors.ts';
import { errorOfConnection, errorOfResponse } from './apiErrors.ts';
import type { ClusterConfig } from './clusterConfig.ts';
import { openConnections } from './connections.ts';
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
 * every request and knows no deadlines; this takes its kubeconfig and its authentication, keeps its connections, and ends
 * every request in time.
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
  readonly kubeConfig: ClusterConfig | Promise<ClusterConfig>;
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

export function openKubernetesApi(options: KubernetesApiOptions): KubernetesApi {
  const { kubeConfig, deadlineMs = 15_000 } = options;
  const connections = openConnections(kubeConfig);

  const send = async (request: ApiRequest, isStream: boolean, signal: AbortSignal): Promise<IncomingMessage> => {
    const { method, patchType = 'application/json' } = request;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = { Accept: 'application/json', ...(body !== undefined && { 'Content-Type': patchType }) };
    const beforeSend = (): void => {
      if (method !== 'GET' && options.mayWrite?.() === false) throw new FencedError();
    };
    const sent = { method, path: request.path, watch: isStream };
    try {
      const path = pathOf(request);
      const response = await connections.send({
        method,
        path,
        headers,
        isStream,
        signal,
        beforeSend,
        ...(body !== undefined && { body }),
      });
      options.onRequest?.({ ...sent, code: response.statusCode });
      return response;
    } catch (error) {
      if (!(error instanceof FencedError)) options.onRequest?.({ ...sent, code: undefined });
      throw error;
    }
  };

  const accept = async (response: IncomingMessage): Promise<IncomingMessage> => {
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return response;
    if (code === 401) connections.drop();
    throw errorOfResponse(code, await textOf(response), response.headers['retry-after']);
  };

  const orConnectionError = async <Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (isOfTheApi(error)) throw error;
      if (!signal.aborted) connections.drop();
      // Aborted, the request fails with words of its own, and the reason says more.
      throw errorOfConnection(signal.aborted ? signal.reason : error);
    }
  };

  return {
    request: (request) =>
      withDeadline(deadlineMs, request.signal, (signal) =>
        orConnectionError(signal, async () => {
          const response = await accept(await send(request, false, signal));
          return JSON.parse(await textOf(response)) as unknown;
        }),
      ),
    stream: async function* (path, query, signal) {
      const begun = new AbortController();
      const deadline = setTimeout(() => begun.abort(new Error(`timeout after ${deadlineMs} ms`)), deadlineMs);
      const both = AbortSignal.any([signal, begun.signal]);
      try {
        const response = await orConnectionError(both, async () =>
          accept(await send({ method: 'GET', path, query: { ...query, watch: true } }, true, both)),
        );
        clearTimeout(deadline);
        for await (const line of linesOf(response)) yield JSON.parse(line) as unknown;
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

function pathOf({ path, query = {} }: ApiRequest): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Ends work that takes longer, or that `outer` ends. */
async function withDeadline<Result>(
  deadlineMs: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`timeout after ${deadlineMs} ms`)), deadlineMs);
  const onAbort = (): void => controller.abort(outer?.reason);
  outer?.addEventListener('abort', onAbort);
  if (outer?.aborted) onAbort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
  }
}
