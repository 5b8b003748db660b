import { group, kind, plural, specSchema, statusSchema, version } from './sqlLintJob.ts';
import { type StructuralSchema, structuralSchema } from './structuralSchema.ts';

interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description: string;
  /** 0: always shown; 1: with `-o wide`. */
  readonly priority?: number;
}

const printerColumns: readonly PrinterColumn[] = [
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

/** The CustomResourceDefinition of the SqlLintJob, from the schemas that the code checks with. */
export function sqlLintJobCrd() {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: ['slj'],
        categories: ['all'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: printerColumns,
          schema: { openAPIV3Schema: rootSchema() },
        },
      ],
    },
  };
}

function rootSchema(): StructuralSchema {
  return {
    type: 'object',
    description: 'A submission of SQL: one text, one file, or many files, analysed by SQLFluff.',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: { description: 'What is to be analysed, and how.', ...structuralSchema(specSchema) },
      status: statusOf(structuralSchema(statusSchema)),
    },
  };
}

/** Server-side apply merges conditions by their type instead of replacing the list. */
function statusOf(status: StructuralSchema): StructuralSchema {
  const conditions = {
    ...status.properties?.conditions,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
  };
  return { description: 'How far the job is.', ...status, properties: { ...status.properties, conditions } };
}
