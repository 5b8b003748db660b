import { specSchema } from '@sqllint/core/resource/sqlLintJob';

const resourceUrl = specSchema.shape.callback.unwrap().shape.url;

/**
 * Whether a text has the form of an address that can be called back. Where it leads is not looked at: whoever calls it
 * checks that at the time, since names can lead elsewhere by then. A user or password would stand in the resource, which
 * many may read; a secret is what signs the request.
 */
export function isCallbackUrl(text: string): boolean {
  // URL.parse takes blanks and control characters out; the resource would keep them.
  if (/[\s\p{Cc}]/u.test(text) || !resourceUrl.safeParse(text).success) return false;
  const url = URL.parse(text);
  return url !== null && url.hostname !== '' && url.username === '' && url.password === '';
}
