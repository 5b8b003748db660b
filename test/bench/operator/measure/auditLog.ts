import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** Requests by who asked and for what, for instance `operator` and `patch sqllintjobs/status`. */
export type Requests = ReadonlyMap<string, ReadonlyMap<string, number>>;

const entrySchema = z.object({
  verb: z.string(),
  user: z.object({ username: z.string() }),
  objectRef: z.object({ resource: z.string(), subresource: z.string().optional() }).optional(),
});

/** Where the log ends now, in bytes. */
export function endOf(file: string): number {
  return statSync(file).size;
}

/** Counts what stands between two places of the API server's audit log. */
export async function countRequests(file: string, from: number, to: number): Promise<Requests> {
  const counts = new Map<string, Map<string, number>>();
  if (to <= from) return counts;
  for await (const line of createInterface({ input: createReadStream(file, { start: from, end: to - 1 }) })) {
    const { verb, user, objectRef } = entrySchema.parse(JSON.parse(line));
    if (objectRef === undefined) continue;
    const what = `${verb} ${objectRef.resource}${objectRef.subresource ? `/${objectRef.subresource}` : ''}`;
    const client = clientOf(user.username);
    const byWhat = counts.get(client) ?? new Map<string, number>();
    byWhat.set(what, (byWhat.get(what) ?? 0) + 1);
    counts.set(client, byWhat);
  }
  return counts;
}

const clients: readonly (readonly [RegExp, string])[] = [
  [/:sqllint-operator$/, 'operator'],
  [/:sqllint-runner$/, 'runners'],
  [/^admin$/, 'bench'],
  [/^kwok$/, 'kwok'],
  [/^system:serviceaccount:kube-system:/, 'controllers'],
  [/^system:kube-controller-manager$/, 'controllers'],
  [/^system:kube-scheduler$/, 'scheduler'],
];

function clientOf(username: string): string {
  return clients.find(([pattern]) => pattern.test(username))?.[1] ?? 'other';
}
