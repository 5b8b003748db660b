import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { type SqlLintJob, type SqlLintJobStatus, staleProgressMessage } from '../../../resource/sqlLintJob.ts';
import type { JobRef, JobResources, NewSqlLintJob } from '../../jobResources.ts';

export interface FakeApiServer {
  readonly kubeConfig: KubeConfig;
  /** Requests so far, as `METHOD path?query`. */
  readonly requests: readonly string[];
  putProfile(ref: JobRef, spec: object): void;
  readProfile(ref: JobRef): FakeProfile | undefined;
  removeProfile(ref: JobRef): void;
  /** Answers the next request with this instead. */
  answerNext(answer: { readonly code: number; readonly body: string; readonly headers?: Record<string, string> }): void;
  close(): Promise<void>;
}

interface FakeProfile {
  readonly metadata: JobRef & { readonly uid: string; readonly resourceVersion: string; readonly generation: number };
  readonly spec: object;
  readonly status?: object;
}

type Profiles = Map<string, FakeProfile>;

interface Call {
  readonly profiles: Profiles;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly ref: JobRef;
  readonly body: never;
}

const pagedBy = 2;
const statusCodes: Readonly<Record<string, readonly [number, string]>> = {
  AlreadyExistsError: [409, 'AlreadyExists'],
  ConflictError: [409, 'Conflict'],
  InvalidResourceError: [422, 'Invalid'],
  NotFoundError: [404, 'NotFound'],
};

/** The HTTP side of the Kubernetes API as far as SqlLintJobs need it, before resources of the embedded kind. */
export async function startFakeApiServer(resources: JobResources): Promise<FakeApiServer> {
  const requests: string[] = [];
  const profiles: Profiles = new Map();
  const planned: Parameters<FakeApiServer['answerNext']>[0][] = [];

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push(`${request.method} ${request.url}`);
    const next = planned.shift();
    if (next) {
      response.writeHead(next.code, next.headers).end(next.body);
      return;
    }
    const url = new URL(request.url ?? '/', 'http://fake');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as never;
    try {
      await route(resources, { profiles, request, response, url, body, ref: refOf(url) });
    } catch (error) {
      const { name, message } = error as Error;
      const [code, reason] = statusCodes[name] ?? [500, 'InternalError'];
      send(response, code, { kind: 'Status', code, reason, message });
    }
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    requests,
    kubeConfig: kubeConfigOf((server.address() as AddressInfo).port),
    putProfile: (ref, spec) => putProfile(profiles, ref, spec),
    readProfile: (ref) => profiles.get(keyOf(ref)),
    removeProfile: (ref) => {
      profiles.delete(keyOf(ref));
    },
    answerNext: (answer) => planned.push(answer),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function kubeConfigOf(port: number): KubeConfig {
  const kubeConfig = new KubeConfig();
  const cluster = { name: 'fake', server: `http://127.0.0.1:${port}`, skipTLSVerify: true };
  kubeConfig.loadFromClusterAndUser(cluster, { name: 'someone', token: 'secret' });
  return kubeConfig;
}

function refOf(url: URL): JobRef {
  const match = /namespaces\/([^/]+)\/[^/]+(?:\/([^/]+))?/.exec(url.pathname);
  return { namespace: match?.[1] ?? '', name: match?.[2] ?? '' };
}

async function route(resources: JobResources, call: Call): Promise<void> {
  const { request, response, url, ref } = call;
  if (url.pathname.includes('/configmaps/')) return readConfigMap(call);
  if (url.pathname.includes('/sqllintprofiles')) return answerProfile(call);
  if (request.method === 'POST') return send(response, 201, await create(resources, call));
  if (request.method === 'DELETE') return await remove(resources, call);
  if (request.method === 'PATCH') return send(response, 200, await patch(resources, call));
  if (url.searchParams.has('watch')) return watch(resources, call);
  if (ref.name === '') return send(response, 200, await listPage(resources, call));
  const job = await resources.get(ref);
  return job ? send(response, 200, job) : send(response, 404, { kind: 'Status', reason: 'NotFound' });
}

function readConfigMap({ response, ref }: Call): void {
  if (ref.name === 'my-sql')
    send(response, 200, { data: { 'a.sql': 'SELECT 1' }, binaryData: { 'gbk.sql': 'suLK1A==' } });
  else send(response, 404, { kind: 'Status', reason: 'NotFound' });
}

function keyOf(ref: JobRef): string {
  return `${ref.namespace}/${ref.name}`;
}

function putProfile(profiles: Profiles, ref: JobRef, spec: object): void {
  const before = profiles.get(keyOf(ref));
  const generation = (before?.metadata.generation ?? 0) + 1;
  const metadata = { ...ref, uid: `uid-${ref.name}`, resourceVersion: String(generation), generation };
  profiles.set(keyOf(ref), { ...before, metadata, spec });
}

function answerProfile({ profiles, request, response, url, ref, body }: Call): void {
  if (url.searchParams.has('watch')) {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    return;
  }
  if (ref.name === '') {
    const items = [...profiles.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    send(response, 200, { metadata: { resourceVersion: '1' }, items });
    return;
  }
  const found = profiles.get(keyOf(ref));
  if (found === undefined) {
    send(response, 404, { kind: 'Status', reason: 'NotFound' });
    return;
  }
  const { status } = body as { status?: object };
  const answered = request.method === 'PATCH' && status !== undefined ? { ...found, status } : found;
  profiles.set(keyOf(ref), answered);
  send(response, 200, answered);
}

async function create(resources: JobResources, { body, ref }: Call): Promise<SqlLintJob> {
  const { metadata, spec } = body as { metadata: NewSqlLintJob; spec: NewSqlLintJob['spec'] };
  return await resources.create({ ...metadata, namespace: ref.namespace, spec });
}

async function remove(resources: JobResources, { response, ref, body }: Call): Promise<void> {
  const { uid } = (body as { preconditions: { uid: string } }).preconditions;
  const job = await resources.get(ref);
  if (job === undefined) return send(response, 404, { kind: 'Status', reason: 'NotFound' });
  if (job.metadata.uid !== uid) return send(response, 409, { kind: 'Status', reason: 'Conflict' });
  await resources.delete(ref, uid);
  return send(response, 200, job);
}

async function patch(resources: JobResources, { url, ref, body }: Call): Promise<SqlLintJob> {
  const change = body as {
    metadata?: { resourceVersion: string; finalizers: readonly string[] };
    spec?: object;
    status?: SqlLintJobStatus;
  };
  if (url.pathname.endsWith('/status')) {
    return await applyStatus(resources, ref, url.searchParams.get('fieldManager'), change.status ?? {});
  }
  if (change.spec) return await resources.patchSpec(ref, change.spec);
  const job = await resources.get(ref);
  const { resourceVersion = '', finalizers = [] } = change.metadata ?? {};
  if (job === undefined) throw new Error(`no ${ref.name}`);
  const seen = { ...job, metadata: { ...job.metadata, resourceVersion } };
  return await resources.setFinalizer(seen, finalizers.length > 0);
}

async function applyStatus(
  resources: JobResources,
  ref: JobRef,
  fieldManager: string | null,
  { progress, ...owned }: SqlLintJobStatus,
): Promise<SqlLintJob> {
  if (fieldManager === 'sqllint-operator') return await resources.applyStatus(ref, owned);
  const stored = (await resources.get(ref))?.status?.progress;
  if (progress && stored && stored.updatedAt > progress.updatedAt) {
    throw Object.assign(new Error(staleProgressMessage), { name: 'InvalidResourceError' });
  }
  if (progress) await resources.applyProgress(ref, progress);
  const job = await resources.get(ref);
  if (job === undefined) throw new Error(`no ${ref.name}`);
  return job;
}

async function listPage(resources: JobResources, { url, ref }: Call): Promise<object> {
  const jobs = await resources.list(ref.namespace === '' ? undefined : ref.namespace);
  const from = Number(url.searchParams.get('continue') ?? 0);
  const newest = Math.max(0, ...jobs.map((job) => Number(job.metadata.resourceVersion)));
  const to = from + pagedBy;
  const metadata = { resourceVersion: String(newest), ...(to < jobs.length && { continue: String(to) }) };
  return { metadata, items: jobs.slice(from, to) };
}

function watch(resources: JobResources, { request, response, url }: Call): void {
  const since = Number(url.searchParams.get('resourceVersion'));
  const last = new Map<string, SqlLintJob>();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const write = (type: string, object: unknown): void => {
    response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const following = resources.watch((event) => {
    if (event.type === 'gone') return write('DELETED', last.get(event.uid));
    last.set(event.job.metadata.uid, event.job);
    if (Number(event.job.metadata.resourceVersion) > since) write('MODIFIED', event.job);
  });
  request.once('close', () => {
    following.stop().catch(() => undefined);
  });
  response.once('close', () => {
    following.stop().catch(() => undefined);
  });
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
