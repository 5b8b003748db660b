import type { Readable } from 'node:stream';
import type { ApiClient } from './apiClient.ts';

export interface Upload {
  readonly contentType: string;
  readonly body: Buffer | Readable;
  readonly bytes: number | undefined;
  /** The fields of `POST /jobs`, in its words. */
  readonly choice: Readonly<Record<string, string | undefined>>;
  /** As of a request. */
  readonly onSent?: () => void;
}

/**
 * Sends a submission.
 * @returns the server's answer, for `readJob`, which need not be loaded before there is an answer
 */
export function sendUpload(api: ApiClient, { choice, ...upload }: Upload): Promise<unknown> {
  return api.json({ method: 'POST', path: '/jobs/upload', query: choice, ...upload });
}
