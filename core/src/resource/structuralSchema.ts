import { z } from 'zod';

/** A schema as a CustomResourceDefinition takes it. */
export interface StructuralSchema {
  type?: string;
  properties?: Record<string, StructuralSchema>;
  items?: StructuralSchema;
  /** Of a map: what its values are. `false` means no other properties. */
  additionalProperties?: StructuralSchema | boolean;
  [keyword: string]: unknown;
}

/**
 * Keywords that a structural schema may have: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/
 * `additionalProperties` is kept for maps only. `false` is not allowed: the API server prunes unknown fields by itself,
 * and kubectl refuses them by field validation.
 */
const keywords: ReadonlySet<string> = new Set([
  'type',
  'description',
  'properties',
  'required',
  'items',
  'enum',
  'format',
  'pattern',
  'default',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-preserve-unknown-fields',
]);

/** `propertyNames` would bound the keys of a map; a rule in CEL says it instead. */
const dropped: ReadonlySet<string> = new Set(['additionalProperties', 'propertyNames', '$schema', 'id']);

/**
 * The structural OpenAPI v3 schema of a zod schema.
 * @throws Error for what a structural schema cannot say, for instance a union
 */
export function structuralSchema(schema: z.ZodType): StructuralSchema {
  return clean(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as StructuralSchema, '');
}

function clean(schema: StructuralSchema, path: string): StructuralSchema {
  for (const keyword of Object.keys(schema)) {
    if (!keywords.has(keyword) && !dropped.has(keyword)) {
      throw new Error(`${path || 'the root'} uses ${keyword}, which a structural schema cannot have`);
    }
  }
  if (schema.type === undefined) throw new Error(`${path || 'the root'} has no type, as a structural schema must have`);
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !dropped.has(keyword)));
  return { ...kept, ...withoutNoise(schema), ...children(schema, path) };
}

const maxInt32 = 2 ** 31 - 1;

function withoutNoise(schema: StructuralSchema): StructuralSchema {
  if (schema.format === 'date-time') return omit('pattern');
  if (schema.type !== 'integer') return {};
  // zod says of every whole number that JavaScript can hold it; Kubernetes says int64.
  if (schema.maximum === Number.MAX_SAFE_INTEGER) return { format: 'int64', ...omit('maximum') };
  return { format: Number(schema.maximum) <= maxInt32 ? 'int32' : 'int64' };
}

function omit(keyword: string): StructuralSchema {
  return { [keyword]: undefined };
}

function children(schema: StructuralSchema, path: string): StructuralSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, child]) => [
    name,
    clean(child, path === '' ? name : `${path}.${name}`),
  ]);
  return {
    ...(schema.properties && { properties: Object.fromEntries(properties) as Record<string, StructuralSchema> }),
    ...(schema.items && { items: clean(schema.items, `${path}[]`) }),
    ...valuesOf(schema, path),
  };
}

/** A map has values of one schema, unless anything goes. */
function valuesOf(schema: StructuralSchema, path: string): StructuralSchema {
  const values = schema.additionalProperties;
  if (typeof values !== 'object' || schema['x-kubernetes-preserve-unknown-fields'] === true) return {};
  return { additionalProperties: clean(values, `${path}{}`) };
}
