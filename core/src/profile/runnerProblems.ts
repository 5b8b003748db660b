import type { ProfileRunner } from '../resource/profileRunner.ts';
import { shown } from './choices.ts';

/** What pods are found, owned and queued by. */
const reservedDomains = ['sqllint.dev', 'app.kubernetes.io', 'batch.kubernetes.io', 'kueue.x-k8s.io'];
const reservedKeys: ReadonlySet<string> = new Set(['job-name', 'controller-uid']);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const labelKey =
  /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Whether a label of a runner's pod belongs to the operator, to Kubernetes or to Kueue. */
export function isReservedLabel(key: string): boolean {
  const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  return reservedKeys.has(key) || reservedDomains.some((own) => domain === own || domain.endsWith(`.${own}`));
}

/** Sentences about what a schema cannot say of `spec.runner`. */
export function runnerProblems(runner: ProfileRunner | undefined): readonly string[] {
  return [
    ...keysOf(runner?.nodeSelector).map((key) => badKey('spec.runner.nodeSelector', key)),
    ...keysOf(runner?.labels).map((key) => badKey('spec.runner.labels', key) ?? reserved(key)),
  ].filter((problem) => problem !== undefined);
}

function keysOf(map: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.keys(map ?? {});
}

function badKey(field: string, key: string): string | undefined {
  if (labelKey.test(key)) return undefined;
  return `${field} has the key "${shown(key)}", which no label can have; write a name such as example.com/team.`;
}

function reserved(key: string): string | undefined {
  if (!isReservedLabel(key)) return undefined;
  return `spec.runner.labels has "${shown(key)}", which is not for profiles to set; use a label of a domain of yours.`;
}
