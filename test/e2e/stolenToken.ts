import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
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

  send(method: string, path: string, body?: object): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, this.#server),
        {
          method,
          ca: this.#authority,
          timeout: 15_000,
          headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/merge-patch+json' },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const answer = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { message?: string };
            resolve({ status: response.statusCode ?? 0, message: answer.message ?? '' });
          });
        },
      );
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
