import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ApiClient, openApiClient, RefusedError } from '../http/apiClient.ts';
import type { FileCounts } from '../http/jobApi.ts';
import { followJob } from './followJob.ts';

const counts = { total: 3, succeeded: 1, failed: 0, cached: 0 };
const finished = { job_id: 'job-1', job_status: 'COMPLETED', verdict: 'Passed', progress: counts };

let server: Server | undefined;
let api: ApiClient | undefined;

afterEach(() => {
  api?.close();
  server?.closeAllConnections();
  server?.close();
});

/** A server whose event streams do one thing after the other; the job itself is finished once all were done. */
async function serve(streams: readonly ((response: ServerResponse) => void)[]): Promise<ApiClient> {
  const left = [...streams];
  const listener: RequestListener = (request, response) => {
    if (request.url?.endsWith('/events')) left.shift()?.(response);
    else response.end(JSON.stringify(left.length === 0 ? finished : { ...finished, job_status: 'PROCESSING' }));
  };
  server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  const address = server.address();
  api = openApiClient(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  return api;
}

function progress(response: ServerResponse): void {
  response.write(`event: progress\ndata: ${JSON.stringify(counts)}\n\n`);
}

describe('following a job', () => {
  test('tells its progress and returns it when it is finished', async () => {
    const client = await serve([
      (response) => {
        progress(response);
        response.end('event: finished\ndata: {}\n\n');
      },
    ]);
    const seen: FileCounts[] = [];
    const job = await followJob(client, 'job-1', (files) => seen.push(files));
    expect(job).toMatchObject({ status: 'COMPLETED', verdict: 'Passed' });
    expect(seen).toEqual([counts]);
  });

  test('goes on after a broken stream, a busy server and a stream that ended early', async () => {
    const client = await serve([
      (response) => {
        progress(response);
        setImmediate(() => response.destroy());
      },
      (response) => response.writeHead(503).end('{"detail": "Too many event streams are open"}'),
      (response) => response.end(),
      (response) => response.end(),
    ]);
    await expect(followJob(client, 'job-1', () => undefined)).resolves.toMatchObject({ status: 'COMPLETED' });
  });

  test('ends with the sentence of a server that does not know the job', async () => {
    const client = await serve([(response) => response.writeHead(404).end('{"detail": "Job not found"}')]);
    const followed = followJob(client, 'job-1', () => undefined);
    await expect(followed).rejects.toThrow(RefusedError);
    await expect(followed).rejects.toThrow('Job not found');
  });
});
