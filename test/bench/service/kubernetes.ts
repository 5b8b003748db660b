import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Installation } from '../../e2e/installation.ts';
import { Kubectl } from '../../e2e/kubectl.ts';
import { waitFor } from '../../e2e/waiting.ts';
import { cpuOfTree, readProcesses } from './processCpu.ts';
import type { MeasuredService } from './service.ts';

const kubeconfig = '.cluster/kubeconfig';

/** One warm runner for each core that the bench's machine is asked to have. */
const runners = 2;

/**
 * The chart on the local cluster of this checkout, in a namespace of its own, with warm runners that are loaded when this
 * resolves. The gateway is spoken to at its pod's address: a forwarded port would go through the API server.
 */
export async function startKubernetesService(environment: NodeJS.ProcessEnv): Promise<MeasuredService> {
  const salt = randomBytes(4).toString('hex');
  const program = environment.KUBECTL ?? 'kubectl';
  const kubectl = new Kubectl({ program, kubeconfig, namespace: `sqllint-bench-${salt}` });
  const installation = new Installation({
    helm: environment.HELM ?? 'helm',
    kubeconfig,
    kubectl,
    clusterKind: 'local',
    shareFolder: `/var/tmp/sqllint-bench-${salt}`,
    environment,
    values: { logLevel: 'info', 'pool.min': String(runners), 'pool.max': String(runners) },
  });
  const end = () => installation.uninstall();
  try {
    await installation.install();
    const ready = async () => (await warmRunners(kubectl)) === runners || undefined;
    await waitFor('the runners of the pool', ready, { timeoutMs: 120_000 });
    // Ready means that the process runs; its engine takes a moment more.
    await sleep(5_000);
    const [root] = nodeProcesses();
    if (root === undefined) throw new Error('the processes of the local cluster cannot be found');
    const address = await podAddress(kubectl, 'app.kubernetes.io/component=gateway');
    return {
      url: `http://${address}:8000`,
      headers: {},
      idleMsPerSecond: 250,
      cpu: async () => cpuOfTree(root, partOf),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function warmRunners(kubectl: Kubectl): Promise<number> {
  const pods = await kubectl.json<{ items: readonly { status: { phase: string } }[] }>([
    'get',
    'pods',
    '--selector',
    'app.kubernetes.io/component=pool-runner',
  ]);
  return pods.items.filter(({ status }) => status.phase === 'Running').length;
}

async function podAddress(kubectl: Kubectl, selector: string): Promise<string> {
  const path = 'jsonpath={.items[0].status.podIP}';
  return await kubectl.run(['get', 'pods', '--selector', selector, '--output', path]);
}

/** The first process of the namespaces in which the API server runs: everything of the cluster is below it. */
function nodeProcesses(): readonly number[] {
  const all = [...readProcesses()];
  const apiServer = all.find(({ command }) => /\/kube-apiserver /.test(command) && command.includes(process.cwd()));
  const anyServer = apiServer ?? all.find(({ command }) => /\/kube-apiserver /.test(command));
  if (anyServer === undefined) return [];
  const namespace = pidNamespace(anyServer.pid);
  const inside = all.filter(({ pid }) => pidNamespace(pid) === namespace);
  const pids = new Set(inside.map(({ pid }) => pid));
  return inside.filter(({ parent }) => !pids.has(parent)).map(({ pid }) => pid);
}

function pidNamespace(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}

const parts: readonly (readonly [RegExp, string])[] = [
  [/engine\/main\.py|sqllint_engine/, 'engines'],
  [/lint-runner\/src/, 'runners'],
  [/operator\/src/, 'operator'],
  [/api-gateway\/src/, 'gateway'],
  [/\/kube-apiserver /, 'API server'],
  [/\/etcd /, 'etcd'],
  [/mysqld/, 'MySQL'],
];

/** What else the node runs: controllers, scheduler, kubelet, containerd, names. */
function partOf(command: string): { readonly part: string; readonly endedPart: string } {
  const part = parts.find(([pattern]) => pattern.test(command))?.[1] ?? 'the node';
  return { part, endedPart: part === 'runners' ? 'engines' : part };
}
