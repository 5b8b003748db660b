import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import type { Kubectl } from './kubectl.ts';

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: {
      readonly server: string;
      readonly 'certificate-authority-data'?: string;
      readonly 'certificate-authority'?: string;
    };
  }[];
}

export interface ApiAnswer {
  readonly status: number;
  readonly message: string;
}

/** Speaks to the API server with a service account's token and nothing else, as a taken-over pod could. */
export class StolenToken {
  readonly #token: string;
  readonly #server: string;
  readonly #authority: Buffer;

  private constructor(token: string, server: string, authority: Buffer) {
    this.#token = token;
    this.#server = server;
    this.#authority = authority;
  }

  static async of(kubectl: Kubectl, serviceAccount: string, kubeconfig: string): Promise<StolenToken> {
    const token = (await kubectl.run(['create', 'token', serviceAccount])).trim();
    const cluster = (parse(await readFile(kubeconfig, 'utf8')) as Kubeconfig).clusters[0]?.cluster;
    if (cluster === undefined) throw new Error(`${kubeconfig} names no cluster`);
    const inline = cluster['certificate-authority-data'];
    const authority = inline ? Buffer.from(inline, 'base64') : await readFile(String(cluster['certificate-authority']));
    return new StolenToken(token, cluster.server, authority);
  }

  async send(method: string, path: string, body?: object): Promise<ApiAnswer> {
    const answer = await this.#exchange(method, path, body === undefined ? '' : JSON.stringify(body));
    return { status: answer.status, message: messageOf(answer.text) };
  }

  #exchange(method: string, path: string, body: string): Promise<{ status: number; text: string }> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      // Node sends no length of its own accord with a DELETE, and the body would be taken for the next request.
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const options = { method, headers, ca: this.#authority, timeout: 15_000 };
      const call = request(new URL(path, this.#server), options, (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, text: answer }), reject);
      });
      call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer within 15 s`)));
      call.on('error', reject);
      call.end(body);
    });
  }
}

function messageOf(answer: string): string {
  try {
    return (JSON.parse(answer) as { message?: string }).message ?? '';
  } catch {
    return answer;
  }
}
