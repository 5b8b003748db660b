import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { describeIssue } from '../../resource/describeIssue.ts';
import { apiVersion } from '../../resource/sqlLintJob.ts';
import { type FoundProfile, profileKind } from '../../resource/sqlLintProfile.ts';
import { maxResourceName, resourceName } from '../resourceName.ts';

export type WrittenProfile = Omit<FoundProfile, 'namespace'> & { readonly file: string };

const documentSchema = z.object({
  apiVersion: z.literal(apiVersion),
  kind: z.literal(profileKind),
  metadata: z.object({ name: z.string().regex(resourceName).max(maxResourceName) }),
  spec: z.unknown(),
});

/**
 * The profiles of one file, of which each document is one. What cannot be read is a profile too, with the sentence that
 * says why, so that a job which names it is told.
 * @param fallbackName for what has no name
 */
export function readProfileFile(file: string, fallbackName: string, text: string): readonly WrittenProfile[] {
  return [...parseAllDocuments(text)].flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) return [{ file, name: fallbackName, spec: undefined, unreadable: notYaml(error) }];
    const value = asValue(document);
    // Nothing but remarks, or what follows the last separator.
    return value === null ? [] : [readDocument(file, fallbackName, value)];
  });
}

/** The parser shows the place in further lines, which belong into an editor. */
function notYaml(error: { readonly message: string }): string {
  const reason = (error.message.split('\n')[0] ?? '').replace(/:$/, '');
  return `The file is not YAML: ${reason}.`;
}

function asValue(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS();
  } catch {
    // Aliases that unfold to too much.
    return undefined;
  }
}

function readDocument(file: string, fallbackName: string, value: unknown): WrittenProfile {
  const parsed = documentSchema.safeParse(value);
  if (parsed.success) return { file, name: parsed.data.metadata.name, spec: parsed.data.spec };
  const sentences = parsed.error.issues.map((issue) => describeIssue(issue, 'resource', value));
  return { file, name: nameIn(value) ?? fallbackName, spec: undefined, unreadable: sentences.join(' ') };
}

function nameIn(value: unknown): string | undefined {
  const named = z.object({ metadata: z.object({ name: z.string().min(1) }) }).safeParse(value);
  return named.success ? named.data.metadata.name : undefined;
}
