import { z } from 'zod';
import { InvalidResourceError } from '../cluster/errors.ts';
import { describeIssue } from './describeIssue.ts';
import {
  apiVersion,
  kind,
  maxInlineBytes,
  type SqlLintJob,
  type SqlLintJobSpec,
  sourceSchema,
  specSchema,
  statusSchema,
} from './sqlLintJob.ts';

/**
 * Checks a spec as the API server would, and fills the defaults in.
 * @throws InvalidResourceError with a sentence for every field that is wrong
 */
export function parseNewSpec(input: unknown): SqlLintJobSpec {
  const parsed = specSchema.safeParse(input);
  if (!parsed.success) throw invalid(parsed.error, 'spec', input);
  const spec = withoutUndefined(parsed.data);
  checkSource(spec);
  return spec;
}

function checkSource(spec: SqlLintJobSpec): void {
  const kinds = Object.keys(sourceSchema.shape);
  const given = Object.keys(spec.source);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'has none of them' : `has ${given.join(' and ')}`;
    throw new InvalidResourceError(`spec.source ${found}; exactly one of ${kinds.join(', ')} must be set.`);
  }
  const bytes = Buffer.byteLength(spec.source.inline?.sql ?? '', 'utf8');
  if (bytes > maxInlineBytes) {
    throw new InvalidResourceError(
      `spec.source.inline.sql is ${bytes} bytes of UTF-8; at most ${maxInlineBytes} are allowed: ` +
        'put the text on the share and name it by spec.source.file.',
    );
  }
}

const timestamp = z.iso.datetime({ offset: true });

const metadataSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.int().default(1),
  creationTimestamp: timestamp,
  deletionTimestamp: timestamp.optional(),
  finalizers: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** A resource that nobody has looked at yet has no status. */
const envelope = z.object({ metadata: metadataSchema, spec: z.unknown(), status: z.unknown().optional() });

/**
 * Reads a SqlLintJob that the API returned. Unknown fields, as a newer version may have written them, are left out.
 * @throws InvalidResourceError when what remains is not a SqlLintJob
 */
export function parseJob(raw: unknown): SqlLintJob {
  const { metadata, spec, status } = parse(envelope, raw, 'resource');
  const job = {
    apiVersion,
    kind,
    metadata,
    spec: parseKnown(specSchema, spec, 'spec'),
    ...(status === undefined || status === null ? {} : { status: parseKnown(statusSchema, status, 'status') }),
  };
  return withoutUndefined(job) as SqlLintJob;
}

/**
 * Checks the part of a status that someone wants to write.
 * @throws InvalidResourceError with a sentence for every field that is wrong
 */
export function parseStatusPart<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  return withoutUndefined(parse(schema, input, 'status'));
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown, root: string): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error, root, input);
}

function parseKnown<Schema extends z.ZodType>(schema: Schema, input: unknown, root: string): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const copy = structuredClone(input);
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') removeKeys(copy, issue.path, issue.keys);
  }
  return parse(schema, copy, root);
}

function removeKeys(root: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  const target = path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
  if (typeof target !== 'object' || target === null) return;
  for (const key of keys) Reflect.deleteProperty(target, key);
}

function invalid(error: z.ZodError, root: string, input: unknown): InvalidResourceError {
  return new InvalidResourceError(error.issues.map((issue) => describeIssue(issue, root, input)).join(' '));
}

/** JSON has no `undefined`, and a resource is JSON. */
function withoutUndefined<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
