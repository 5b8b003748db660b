import { setTimeout as sleep } from 'node:timers/promises';
import type { JobResources } from '@sqllint/core/cluster/jobResources';
import type { KubernetesApi } from '@sqllint/core/cluster/kubernetes/kubernetesApi';
import type { SqlLintJobSpecInput } from '@sqllint/core/resource/sqlLintJob';
import type { Gateway, HttpAnswer } from '../../e2e/gateway.ts';
import { sampleFiles, zipOf } from '../../e2e/sampleSql.ts';
import { type Entry, userIdOf } from './ledger.ts';
import type { Planned } from './plan.ts';

export interface SubmitterOptions {
  readonly api: KubernetesApi;
  readonly resources: JobResources;
  readonly namespace: string;
  /** Differs between runs, so that no result of an earlier run is found. */
  readonly salt: string;
  readonly gateway: Gateway;
  /** Told of what goes wrong besides the submission itself. */
  onTrouble(sentence: string): void;
}

interface Created {
  readonly entry: Entry;
  /** Of the resource; undefined unless it was accepted. */
  readonly name: string | undefined;
}

/** Makes the submissions of a plan as callers do: over HTTP, or as resources. */
export class Submitter {
  readonly #options: SubmitterOptions;

  constructor(options: SubmitterOptions) {
    this.#options = options;
  }

  /** Never rejects: what went wrong stands in the entry. `signal` ends the wait for a cancellation. */
  async submit(planned: Planned, onEntry: (entry: Entry) => void, signal: AbortSignal): Promise<void> {
    const { entry, name } = await this.#create(planned).catch((error: unknown) => ({
      entry: { planned, answer: 'none' as const, reason: String(error) },
      name: undefined,
    }));
    onEntry(entry);
    if (name === undefined) return;
    await this.#afterwards(planned, name, signal).catch((error: unknown) => {
      if (!signal.aborted) this.#options.onTrouble(`${name}: ${String(error)}`);
    });
  }

  async #create(planned: Planned): Promise<Created> {
    const fields = { user_id: userIdOf(planned.index) };
    switch (planned.kind) {
      case 'text':
      case 'duplicate':
        return httpOutcome(
          planned,
          await this.#options.gateway.post('/api/v1/jobs', { sql_content: this.#sqlOf(planned), ...fields }),
        );
      case 'upload':
      case 'cancelled': {
        const files = sampleFiles(planned.files, this.#contentOf(planned));
        return httpOutcome(
          planned,
          await this.#options.gateway.upload(`upload-${planned.index}.zip`, await zipOf(files), fields),
        );
      }
      case 'inline':
        return await this.#resource(planned, { inline: { sql: this.#sqlOf(planned), fileName: 'inline.sql' } });
      case 'configMap':
        return await this.#configMapJob(
          planned,
          sampleFiles(planned.files, this.#contentOf(planned)).map(({ text }) => text),
        );
      case 'bad':
        return await this.#bad(planned);
    }
  }

  async #bad(planned: Planned): Promise<Created> {
    const nowhere = `nowhere-${planned.index}`;
    if (planned.badSource === 'no ConfigMap') return await this.#resource(planned, { configMap: { name: nowhere } });
    if (planned.badSource === 'no archive') {
      return await this.#resource(planned, { archive: { path: `archives/${nowhere}.zip` } });
    }
    return await this.#configMapJob(planned, []);
  }

  /** The ConfigMap belongs to the job, and leaves with it. */
  async #configMapJob(planned: Planned, texts: readonly string[]): Promise<Created> {
    const { api, namespace } = this.#options;
    const name = nameOf(planned);
    const created = await this.#resource(planned, { configMap: { name } }, true);
    const { metadata } = created.job;
    const owner = { apiVersion: 'sqllint.dev/v1', kind: 'SqlLintJob', name: metadata.name, uid: metadata.uid };
    await api.request({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/configmaps`,
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, ownerReferences: [owner] },
        data: { 'README.txt': 'not SQL', ...Object.fromEntries(texts.map((text, n) => [`query-${n}.sql`, text])) },
      },
    });
    // Its source had to be there before a runner could look for it.
    await this.#options.resources.patchSpec({ namespace, name }, { suspend: false });
    return created;
  }

  async #resource(planned: Planned, source: SqlLintJobSpecInput['source'], suspend = false) {
    const { resources, namespace } = this.#options;
    const job = await resources.create({
      namespace,
      name: nameOf(planned),
      spec: {
        source,
        execution: 'Job',
        suspend,
        ttlSecondsAfterFinished: planned.ttlSeconds,
        submitter: { userId: userIdOf(planned.index) },
      },
    });
    const entry: Entry = { planned, answer: 'accepted', reason: undefined };
    return { entry, name: job.metadata.name, job };
  }

  async #afterwards(planned: Planned, name: string, signal: AbortSignal): Promise<void> {
    const { resources, namespace } = this.#options;
    const isHttp = ['text', 'duplicate', 'upload', 'cancelled'].includes(planned.kind);
    // Callers over HTTP cannot say how long a resource stays.
    if (isHttp) await resources.patchSpec({ namespace, name }, { ttlSecondsAfterFinished: planned.ttlSeconds });
    if (planned.cancelAfterMs === undefined) return;
    await sleep(planned.cancelAfterMs, undefined, { signal });
    const { status, body } = await this.#options.gateway.post(`/api/v1/jobs/${name}/cancel`, {});
    // 409: it was over before.
    if (status !== 202 && status !== 409)
      throw new Error(`the cancellation was answered ${status} ${JSON.stringify(body)}`);
  }

  #contentOf({ content }: Planned): string {
    return `${this.#options.salt}-${content}`;
  }

  #sqlOf(planned: Planned): string {
    return sampleFiles(1, this.#contentOf(planned))[0]?.text ?? '';
  }
}

function nameOf({ kind, index }: Planned): string {
  return `soak-${kind.toLowerCase()}-${index}`;
}

function httpOutcome(planned: Planned, { status, body }: HttpAnswer<unknown>): Created {
  const { job_id: name } = body as { readonly job_id?: string };
  if (status === 202 && name !== undefined) return { entry: { planned, answer: 'accepted', reason: undefined }, name };
  return { entry: { planned, answer: 'refused', reason: `${status} ${JSON.stringify(body)}` }, name: undefined };
}
