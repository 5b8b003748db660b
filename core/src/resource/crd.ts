import type { z } from 'zod';
import { group, kind, plural, specSchema, statusSchema, version } from './sqlLintJob.ts';
import { profileKind, profilePlural, profileSpecSchema, profileStatusSchema } from './sqlLintProfile.ts';
import { type StructuralSchema, structuralSchema } from './structuralSchema.ts';

interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description: string;
  /** 0: always shown; 1: with `-o wide`. */
  readonly priority?: number;
}

const jobColumns: readonly PrinterColumn[] = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'How far the job is.' },
  { name: 'Verdict', type: 'string', jsonPath: '.status.verdict', description: 'Passed or Rejected.' },
  { name: 'Files', type: 'integer', jsonPath: '.status.progress.total', description: 'SQL files of the source.' },
  {
    name: 'Violations',
    type: 'integer',
    jsonPath: '.status.violations.total',
    description: 'Violations in all files.',
  },
  {
    name: 'Done',
    type: 'integer',
    jsonPath: '.status.progress.succeeded',
    description: 'Files analysed.',
    priority: 1,
  },
  {
    name: 'Failed',
    type: 'integer',
    jsonPath: '.status.progress.failed',
    description: 'Files that could not be analysed.',
    priority: 1,
  },
  {
    name: 'Job-ID',
    type: 'string',
    jsonPath: '.status.jobId',
    description: 'The id of the job over HTTP and in the database.',
    priority: 1,
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since the submission.' },
];

const profileColumns: readonly PrinterColumn[] = [
  { name: 'Dialect', type: 'string', jsonPath: '.spec.dialect', description: 'The dialect of the SQL.' },
  {
    name: 'Valid',
    type: 'string',
    jsonPath: '.status.conditions[?(@.type=="Valid")].status',
    description: 'Whether jobs can use it.',
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since the creation.' },
];

/** The CustomResourceDefinition of the SqlLintJob, from the schemas that the code checks with. */
export function sqlLintJobCrd() {
  return crdOf({
    kind,
    plural,
    shortName: 'slj',
    columns: jobColumns,
    description: 'A submission of SQL: one text, one file, or many files, analysed by SQLFluff.',
    spec: { description: 'What is to be analysed, and how.', ...structuralSchema(specSchema) },
    status: { description: 'How far the job is.', ...statusOf(statusSchema) },
  });
}

/** The CustomResourceDefinition of the SqlLintProfile. */
export function sqlLintProfileCrd() {
  return crdOf({
    kind: profileKind,
    plural: profilePlural,
    shortName: 'slp',
    columns: profileColumns,
    description: 'How SQL is analysed and judged: dialect, rules, settings of SQLFluff, severities and gate.',
    spec: { description: 'What is left out is as in the built-in profile.', ...structuralSchema(profileSpecSchema) },
    status: { description: 'Whether the profile can be used.', ...statusOf(profileStatusSchema) },
  });
}

interface CrdParts {
  readonly kind: string;
  readonly plural: string;
  readonly shortName: string;
  readonly columns: readonly PrinterColumn[];
  readonly description: string;
  readonly spec: StructuralSchema;
  readonly status: StructuralSchema;
}

function crdOf(parts: CrdParts) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${parts.plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind: parts.kind,
        listKind: `${parts.kind}List`,
        plural: parts.plural,
        singular: parts.kind.toLowerCase(),
        shortNames: [parts.shortName],
        categories: ['all'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: parts.columns,
          schema: { openAPIV3Schema: rootSchema(parts) },
        },
      ],
    },
  };
}

function rootSchema({ description, spec, status }: CrdParts): StructuralSchema {
  return {
    type: 'object',
    description,
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec,
      status,
    },
  };
}

/** Server-side apply merges conditions by their type instead of replacing the list. */
function statusOf(schema: z.ZodType): StructuralSchema {
  const status = structuralSchema(schema);
  const conditions = {
    ...status.properties?.conditions,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
  };
  return { ...status, properties: { ...status.properties, conditions } };
}
