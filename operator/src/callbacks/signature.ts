import { createHmac } from 'node:crypto';

/** What stands before a secret that is written in base64, by the Standard Webhooks specification. */
const encodedPrefix = 'whsec_';

export interface SignedMessage {
  /** The same for all attempts of one job, so that a receiver knows a repetition. */
  readonly id: string;
  /** Whole seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers of the Standard Webhooks specification (https://www.standardwebhooks.com, `webhook-id`,
 * `webhook-timestamp`, `webhook-signature`: `v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`).
 * @param secret `whsec_` and base64, or any other text as it is; without one the message is not signed
 */
export function signedHeaders(message: SignedMessage, secret: string | undefined): Readonly<Record<string, string>> {
  const { id, timestamp, body } = message;
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp) };
  if (secret === undefined) return headers;
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${mac}` };
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(encodedPrefix)
    ? Buffer.from(secret.slice(encodedPrefix.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
