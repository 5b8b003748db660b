import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sqlLintJobCrd } from './crd.ts';
import { specSchema } from './sqlLintJob.ts';
import { type StructuralSchema, structuralSchema } from './structuralSchema.ts';

function everySchema(schema: StructuralSchema): readonly StructuralSchema[] {
  const children = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  return [schema, ...children.flatMap(everySchema)];
}

function propertyOf(schema: StructuralSchema | undefined, ...path: readonly string[]): StructuralSchema {
  const found = path.reduce<StructuralSchema | undefined>((at, name) => at?.properties?.[name], schema);
  if (found === undefined) throw new Error(`no property ${path.join('.')}`);
  return found;
}

describe('the CustomResourceDefinition', () => {
  const [version] = sqlLintJobCrd().spec.versions;
  const schema = version?.schema.openAPIV3Schema;
  const written = JSON.parse(JSON.stringify(schema)) as StructuralSchema;

  test('gives every node a type and uses nothing that is not structural', () => {
    for (const node of everySchema(written)) {
      expect(node.type).toEqual(expect.any(String));
      for (const keyword of ['$ref', '$schema', 'anyOf', 'oneOf', 'allOf', 'not', 'additionalProperties', 'const']) {
        expect(node).not.toHaveProperty([keyword]);
      }
      expect(typeof node.exclusiveMinimum).not.toBe('boolean');
    }
  });

  test('describes every field of the spec', () => {
    for (const [name, property] of Object.entries(propertyOf(written, 'spec').properties ?? {})) {
      expect([name, property.description]).toEqual([name, expect.any(String)]);
    }
  });

  test('has the fields and the defaults of the zod schema', () => {
    const spec = propertyOf(written, 'spec');
    expect(Object.keys(spec.properties ?? {})).toEqual(Object.keys(specSchema.shape));
    const defaults = Object.entries(spec.properties ?? {})
      .filter(([, property]) => 'default' in property)
      .map(([name, property]) => [name, property.default]);
    const { source: _, ...parsed } = specSchema.parse({ source: { file: { path: 'a.sql' } } });
    expect(Object.fromEntries(defaults)).toEqual(parsed);
  });

  test('wants exactly one source, and keeps every field fixed that may not change', () => {
    const rules = (node: StructuralSchema) => JSON.stringify(node['x-kubernetes-validations']);
    expect(rules(propertyOf(written, 'spec', 'source'))).toContain('exactly one of');
    expect(rules(propertyOf(written, 'spec', 'source', 'inline'))).toContain('size(bytes(self.sql)) <= 32768');
    const mutable = ['suspend', 'cancelled', 'parallelism', 'priority', 'ttlSecondsAfterFinished'];
    for (const name of Object.keys(specSchema.shape)) {
      expect([name, rules(propertyOf(written, 'spec')).includes(`spec.${name} is immutable`)]).toEqual([
        name,
        !mutable.includes(name),
      ]);
    }
  });

  test('merges conditions by type', () => {
    expect(propertyOf(written, 'status', 'conditions')).toMatchObject({
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    });
  });

  test('counts are int64 and times are date-times without a pattern', () => {
    const progress = propertyOf(written, 'status', 'progress');
    expect(propertyOf(progress, 'total')).toMatchObject({ type: 'integer', format: 'int64', minimum: 0 });
    expect(propertyOf(progress, 'total')).not.toHaveProperty('maximum');
    expect(propertyOf(progress, 'updatedAt')).toEqual({ type: 'string', format: 'date-time' });
  });

  test('shows phase, verdict, files, violations and age', () => {
    const shown = version?.additionalPrinterColumns.filter((column) => (column.priority ?? 0) === 0);
    expect(shown?.map((column) => column.name)).toEqual(['Phase', 'Verdict', 'Files', 'Violations', 'Age']);
  });
});

test('a schema that cannot be structural is refused when it is generated', () => {
  expect(() => structuralSchema(z.object({ either: z.union([z.string(), z.number()]) }))).toThrow(/either.*anyOf/);
});
