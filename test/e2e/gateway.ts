/** The job as `GET /jobs/{job_id}` gives it; only what the cases look at. */
export interface JobAnswer {
  readonly job_id: string;
  readonly job_status: string;
  readonly submission_type: string;
  readonly error_message: string | null;
  readonly sub_tasks: {
    readonly total: number;
    readonly items: readonly {
      readonly task_id: string;
      readonly file_name: string;
      readonly status: string;
      readonly result_file_path: string | null;
      readonly error_message: string | null;
    }[];
  };
}

export interface HttpAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

const timeoutMs = 20_000;

/** Speaks to the gateway as a caller would. */
export class Gateway {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  get<Body>(path: string): Promise<HttpAnswer<Body>> {
    return this.#request<Body>(path, {});
  }

  post<Body>(path: string, body: object): Promise<HttpAnswer<Body>> {
    return this.#request<Body>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Sends a file as a browser form would. */
  upload<Body>(
    fileName: string,
    content: Uint8Array,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer<Body>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([Buffer.from(content)]), fileName);
    return this.#request<Body>('/api/v1/jobs/upload', { method: 'POST', body: form });
  }

  async job(jobId: string): Promise<JobAnswer> {
    const { status, body } = await this.get<JobAnswer>(`/api/v1/jobs/${jobId}?page=1&size=500`);
    if (status !== 200) throw new Error(`GET /jobs/${jobId} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async #request<Body>(path: string, init: RequestInit): Promise<HttpAnswer<Body>> {
    const response = await fetch(new URL(path, this.url), { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, body: (await response.json()) as Body };
  }
}
