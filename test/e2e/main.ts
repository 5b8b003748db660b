import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { controlPlaneCases } from './cases/controlPlane.ts';
import { deletionCases } from './cases/deletions.ts';
import { failureCases } from './cases/failures.ts';
import { httpCases } from './cases/http.ts';
import { lifecycleCases } from './cases/lifecycle.ts';
import { lostNodeCases } from './cases/lostNode.ts';
import { manyJobCases } from './cases/manyJobs.ts';
import { podCases } from './cases/pods.ts';
import { profileCases } from './cases/profiles.ts';
import { refusalCases } from './cases/refusals.ts';
import { resilienceCases } from './cases/resilience.ts';
import { rightsCases } from './cases/rights.ts';
import { sourceCases } from './cases/sources.ts';
import { Cluster } from './cluster.ts';
import { queryDatabase } from './database.ts';
import { Gateway } from './gateway.ts';
import { Installation } from './installation.ts';
import { Kubectl } from './kubectl.ts';
import { forwardPort } from './portForward.ts';
import { printTable, runCases } from './runCases.ts';
import { putOnShare, startShareWriter } from './share.ts';

const salt = randomBytes(4).toString('hex');
const kubeconfig = '.cluster/kubeconfig';
const namespace = `sqllint-e2e-${salt}`;
const kubectl = new Kubectl({ program: process.env.KUBECTL ?? 'kubectl', kubeconfig, namespace });
const clusterKind = await Cluster.kindOf('.');
const cluster = new Cluster(kubectl, clusterKind);
const installation = new Installation({
  helm: process.env.HELM ?? 'helm',
  kubeconfig,
  kubectl,
  clusterKind,
  shareFolder: `/var/tmp/sqllint-share-${salt}`,
  environment: process.env,
});
const keep = Boolean(process.env.SQLLINT_E2E_KEEP);
const parts = process.argv.slice(2);
const cases = [
  ...sourceCases,
  ...httpCases,
  ...failureCases,
  ...profileCases,
  ...lifecycleCases,
  ...rightsCases,
  ...podCases,
  ...refusalCases,
  ...lostNodeCases,
  ...resilienceCases,
  ...controlPlaneCases,
  ...manyJobCases,
  ...deletionCases,
].filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)));

/** What an engineer would ask first when a case failed. */
async function saveDiagnostics(label: string): Promise<void> {
  const questions = [
    ['get', 'sqllintjobs,sqllintprofiles', '--output', 'yaml'],
    ['get', 'pods', '--output', 'wide'],
    ['describe', 'pods'],
    ['get', 'events', '--sort-by', '.lastTimestamp'],
    ['logs', installation.operator, '--tail', '400'],
    ['logs', installation.gateway, '--tail', '200'],
    ['logs', '--selector', 'app.kubernetes.io/component=lint-runner', '--tail', '100', '--prefix'],
  ];
  const answers = await Promise.all(
    questions.map(async (args) => {
      const { stdout, stderr } = await kubectl.attempt(args);
      return `### kubectl ${args.join(' ')}\n${stdout}\n${stderr}\n`;
    }),
  );
  await mkdir('.cluster/e2e', { recursive: true });
  const file = `.cluster/e2e/${label.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80)}.log`;
  await writeFile(file, answers.join('\n'));
  console.log(`          what the cluster says about it: ${file}`);
}

async function run(): Promise<boolean> {
  console.log(`Installing the chart into ${namespace}`);
  await installation.install();
  await cluster.rolledOut(installation.operator);
  await cluster.rolledOut(installation.gateway);
  await startShareWriter(kubectl, installation.shareClaim, namespace);
  const forward = await forwardPort(kubectl, installation.gatewayService, 8000);
  try {
    const outcomes = await runCases(
      cases,
      {
        kubectl,
        cluster,
        kubeconfig,
        salt,
        gateway: new Gateway(forward.url),
        leader: () => installation.leader(),
        query: (sql, values = []) => queryDatabase(kubectl, installation.operator, sql, values),
        putOnShare: (path, content) => putOnShare(kubectl, path, content),
      },
      (failed) => saveDiagnostics(failed.name),
    );
    printTable(outcomes);
    return outcomes.every(({ error }) => error === undefined);
  } finally {
    await forward.stop();
  }
}

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  console.error(error);
  await saveDiagnostics('installation');
  process.exitCode = 1;
} finally {
  if (!keep) await installation.uninstall();
}
