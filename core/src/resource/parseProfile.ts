import { z } from 'zod';
import { type FoundProfile, profileStatusSchema, type SqlLintProfileStatus } from './sqlLintProfile.ts';

/** A SqlLintProfile of the Kubernetes API. */
export interface SqlLintProfile extends FoundProfile {
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation: number;
  };
  readonly status?: SqlLintProfileStatus;
}

const envelope = z.object({
  metadata: z.object({
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    resourceVersion: z.string(),
    generation: z.int().default(1),
  }),
  spec: z.unknown(),
  status: z.unknown().optional(),
});

/**
 * Reads a SqlLintProfile that the API returned. A status that another version wrote, and that says nothing here, counts
 * as none: it is written anew.
 */
export function parseProfile(raw: unknown): SqlLintProfile {
  const { metadata, spec, status } = envelope.parse(raw);
  const known = profileStatusSchema.safeParse(status);
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    metadata,
    spec,
    ...(known.success && { status: known.data }),
  };
}
