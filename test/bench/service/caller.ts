import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a job came to, as far as the bench looks at it. */
export interface FinishedJob {
  readonly job_status: string;
  readonly verdict: string | null;
  readonly progress: { readonly total: number; readonly succeeded: number; readonly cached: number };
}

export interface Submitted {
  /** Milliseconds until the submission was answered. */
  readonly postMs: number;
  /** Milliseconds from the start of the submission until its verdict was known. */
  readonly verdictMs: number;
  readonly job: FinishedJob;
}

/**
 * How a caller learns of the verdict:
 * - `wait`: the submission itself waits for it (`?wait=`), one request for a job
 * - `events`: the submission is answered with the job's id, and an event stream tells the end
 */
export type Learning = 'wait' | 'events';

export interface Caller {
  /** @throws Error when a submission is refused, or not finished within a minute */
  submit(sql: string, learning: Learning): Promise<Submitted>;
  close(): void;
}

const waitSeconds = 60;

/**
 * A caller of the HTTP API on connections that it keeps, as a client library would.
 * @param headers of every request, for instance the caller's token
 */
export function openCaller(url: string, headers: Readonly<Record<string, string>> = {}): Caller {
  const agent = new Agent({ keepAlive: true });
  const send = async (method: string, path: string, body?: string): Promise<IncomingMessage> => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(waitSeconds * 1000 + 5000);
    const sent = request(
      new URL(`/api/v1${path}`, url),
      { method, agent, headers: { ...headers, ...type }, signal },
      resolve,
    );
    sent.once('error', reject).end(body);
    return await promise;
  };
  const post = async (sql: string, query: string, expected: number): Promise<string> => {
    const answer = await send('POST', `/jobs${query}`, JSON.stringify({ sql_content: sql, dialect: 'mysql' }));
    const body = await text(answer);
    if (answer.statusCode !== expected) throw new Error(`POST /jobs${query} answered ${answer.statusCode}: ${body}`);
    return body;
  };

  const submitWaiting = async (sql: string): Promise<Submitted> => {
    const started = performance.now();
    const body = await post(sql, `?wait=${waitSeconds}`, 200);
    const verdictMs = performance.now() - started;
    return { postMs: verdictMs, verdictMs, job: JSON.parse(body) as FinishedJob };
  };

  const submitFollowing = async (sql: string): Promise<Submitted> => {
    const started = performance.now();
    const { job_id: jobId } = JSON.parse(await post(sql, '', 202)) as { readonly job_id: string };
    const postMs = performance.now() - started;
    const answer = await send('GET', `/jobs/${jobId}/events`);
    const job = finishedIn(await text(answer));
    return { postMs, verdictMs: performance.now() - started, job };
  };

  return {
    submit: (sql, learning) => (learning === 'wait' ? submitWaiting(sql) : submitFollowing(sql)),
    close: () => agent.destroy(),
  };
}

/** The stream ends with its `finished` event, so that it may be read as a whole. */
function finishedIn(stream: string): FinishedJob {
  const data = /^event: ?finished\n(?:.*\n)*?data: ?(.*)$/m.exec(stream)?.[1];
  if (data === undefined) throw new Error(`The event stream ended without \`finished\`: ${stream.slice(-200)}`);
  return JSON.parse(data) as FinishedJob;
}
