import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const release = 'sqllint';

/** Names that the chart gives to what it makes, and that the bench makes instead. */
export const names = {
  operator: `${release}-operator`,
  runner: `${release}-runner`,
  shareClaim: 'bench-share',
  databaseSecret: 'bench-database',
} as const;

export interface ChartOptions {
  readonly helm: string;
  /** The chart's folder. */
  readonly chart: string;
  readonly namespace: string;
}

const objectSchema = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });

export type ChartObject = z.infer<typeof objectSchema>;

/** The chart's objects in a namespace, for a database and a share that exist already. */
export async function renderChart({ helm, chart, namespace }: ChartOptions): Promise<readonly ChartObject[]> {
  const all = {
    'database.type': 'external',
    'database.external.existingSecret': names.databaseSecret,
    'share.type': 'existingClaim',
    'share.existingClaim': names.shareClaim,
  };
  const set = Object.entries(all).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const { stdout } = await execa(helm, ['template', release, chart, '--namespace', namespace, ...set]);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null)
    .map((object) => objectSchema.parse(object));
}

const sourceSchema = z.looseObject({ fieldRef: z.object({ fieldPath: z.string() }).optional() });

const containerSchema = z.object({
  command: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string().optional(), valueFrom: sourceSchema.optional() })),
  resources: z.object({ limits: z.object({ memory: z.string() }) }),
});

const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({ spec: z.object({ containers: z.tuple([containerSchema]).rest(z.unknown()) }) }),
  }),
});

export type Container = z.infer<typeof containerSchema>;

/** The container of the operator's Deployment: its command, environment and limits. */
export function operatorContainer(objects: readonly ChartObject[]): Container {
  const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === names.operator);
  return deploymentSchema.parse(deployment).spec.template.spec.containers[0];
}

/** What the operator and the runners are in the cluster: accounts, rights and policies. */
export function identities(objects: readonly ChartObject[], operatorNamespace: string): readonly ChartObject[] {
  const kinds = new Set([
    'ServiceAccount',
    'Role',
    'RoleBinding',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
  ]);
  const wanted = objects.filter(({ kind, metadata }) => kinds.has(kind) && !metadata.name.includes('gateway'));
  return wanted.map((object) =>
    object.kind === 'RoleBinding' && object.metadata.name === names.operator
      ? { ...object, subjects: [{ kind: 'ServiceAccount', name: names.operator, namespace: operatorNamespace }] }
      : object,
  );
}
