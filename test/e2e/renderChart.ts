import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';

/** The chart without a cluster. HELM names the program; Helm 3 and 4 will do. */
export const helm = process.env.HELM ?? 'helm';
export const chart = join(import.meta.dirname, '../../charts/sqllint');

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly ports?: readonly object[];
  readonly resources: { readonly requests?: object; readonly limits?: object };
  readonly securityContext: object;
  readonly volumeMounts?: readonly {
    readonly mountPath: string;
    readonly subPath?: string;
    readonly readOnly?: boolean;
  }[];
}

interface PodSpec {
  readonly enableServiceLinks: boolean;
  readonly securityContext: object;
  readonly topologySpreadConstraints?: readonly object[];
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface Resource {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Record<string, never> & {
    readonly template?: { readonly metadata: Resource['metadata']; readonly spec: PodSpec };
  };
  readonly imagePullSecrets?: readonly object[];
  readonly rules?: readonly {
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
  readonly subjects?: readonly object[];
  readonly roleRef?: object;
  readonly stringData?: Readonly<Record<string, string>>;
}

/** The resources of release `sqllint` in namespace `team-a`. */
export async function template(values: object, ...args: readonly string[]): Promise<readonly Resource[]> {
  const rendered = await run('template', values, '--kube-version', '1.36.0', ...args);
  return parseAllDocuments(rendered)
    .map((document) => document.toJS() as Resource | null)
    .filter((resource) => resource !== null);
}

/** What is said to whoever installs that release. */
export async function notes(values: object): Promise<string> {
  const said = await run('install', values, '--dry-run=client', '--output', 'json');
  return (JSON.parse(said) as { info: { notes: string } }).info.notes;
}

async function run(verb: 'template' | 'install', values: object, ...args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sqllint-chart-'));
  try {
    const file = join(folder, 'values.json');
    writeFileSync(file, JSON.stringify(values));
    const { stdout } = await execa(helm, [verb, 'sqllint', chart, '--namespace', 'team-a', '--values', file, ...args]);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param namespace the release's unless given; of a resource of the cluster it does not matter */
export function find(resources: readonly Resource[], kind: string, name: string, namespace = 'team-a'): Resource {
  const found = resources.find(
    ({ kind: its, metadata }) =>
      its === kind && metadata.name === name && (metadata.namespace ?? namespace) === namespace,
  );
  if (found === undefined) throw new Error(`no ${kind} ${name} in ${namespace}`);
  return found;
}

export function podOf(resource: Resource): PodSpec {
  if (resource.spec.template === undefined) throw new Error(`${resource.metadata.name} has no pods`);
  return resource.spec.template.spec;
}

/** The plain values of the operator's environment. */
export function operatorEnv(resources: readonly Resource[]): Readonly<Record<string, string>> {
  const [operator] = podOf(find(resources, 'Deployment', 'sqllint-operator')).containers;
  const plain = (operator?.env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(plain) as Record<string, string>;
}
