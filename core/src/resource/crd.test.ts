import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sqlLintJobCrd, sqlLintProfileCrd } from './crd.ts';
import { specSchema } from './sqlLintJob.ts';
import { profileSpecSchema } from './sqlLintProfile.ts';
import { type StructuralSchema, structuralSchema } from './structuralSchema.ts';

function everySchema(schema: StructuralSchema): readonly StructuralSchema[] {
  const { properties = {}, items, additionalProperties } = schema;
  const values = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  const children = [...Object.values(properties), ...(items ? [items] : []), ...values];
  return [schema, ...children.flatMap(everySchema)];
}

function propertyOf(schema: StructuralSchema | undefined, ...path: readonly string[]): StructuralSchema {
  const found = path.reduce<StructuralSchema | undefined>((at, name) => at?.properties?.[name], schema);
  if (found === undefined) throw new Error(`no property ${path.join('.')}`);
  return found;
}

describe('the CustomResourceDefinition of the SqlLintJob', () => {
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
    const mutable = [
      'suspend',
      'cancelled',
      'parallelism',
      'priority',
      'ttlSecondsAfterFinished',
      'ttlSecondsAfterFailed',
    ];
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

describe('the CustomResourceDefinition of the SqlLintProfile', () => {
  const crd = sqlLintProfileCrd();
  const [version] = crd.spec.versions;
  const written = JSON.parse(JSON.stringify(version?.schema.openAPIV3Schema)) as StructuralSchema;

  test('gives every node a type and uses nothing that is not structural', () => {
    for (const node of everySchema(written)) {
      expect(node.type).toEqual(expect.any(String));
      for (const keyword of ['$ref', 'anyOf', 'oneOf', 'not', 'propertyNames', 'const']) {
        expect(node).not.toHaveProperty([keyword]);
      }
      // A node has either fields or values of one kind.
      if (node.properties) expect(node).not.toHaveProperty('additionalProperties');
    }
  });

  test('has the fields of the zod schema, described, and its defaults', () => {
    const { properties = {} } = propertyOf(written, 'spec');
    expect(Object.keys(properties)).toEqual(Object.keys(profileSpecSchema.shape));
    const defaults = Object.entries(properties).filter(([, property]) => 'default' in property);
    expect(Object.fromEntries(defaults.map(([name, property]) => [name, property.default]))).toEqual(
      profileSpecSchema.parse({}),
    );
    for (const [name, { description }] of Object.entries(properties)) {
      expect([name, description]).toEqual([name, expect.any(String)]);
    }
  });

  test('keeps settings as they are written, and bounds them', () => {
    expect(propertyOf(written, 'spec', 'config')).toMatchObject({
      type: 'object',
      maxProperties: 200,
      'x-kubernetes-preserve-unknown-fields': true,
    });
    expect(propertyOf(written, 'spec', 'config')).not.toHaveProperty('additionalProperties');
  });

  test('takes the five severities for codes of rules', () => {
    expect(propertyOf(written, 'spec', 'severities')).toMatchObject({
      maxProperties: 200,
      additionalProperties: { type: 'string', enum: ['Blocker', 'Critical', 'Major', 'Minor', 'Info'] },
    });
  });

  test('is listed with the jobs, shows dialect, validity and age, and merges conditions by type', () => {
    expect(crd.spec.names).toMatchObject({ plural: 'sqllintprofiles', shortNames: ['slp'], categories: ['all'] });
    expect(version?.additionalPrinterColumns.map((column) => column.name)).toEqual(['Dialect', 'Valid', 'Age']);
    expect(propertyOf(written, 'status', 'conditions')).toMatchObject({ 'x-kubernetes-list-map-keys': ['type'] });
  });
});

test('a schema that cannot be structural is refused when it is generated', () => {
  expect(() => structuralSchema(z.object({ either: z.union([z.string(), z.number()]) }))).toThrow(/either.*anyOf/);
});
