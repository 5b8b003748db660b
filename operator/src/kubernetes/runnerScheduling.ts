import type {
  V1Affinity,
  V1PodSpec,
  V1ResourceRequirements,
  V1Toleration,
  V1TopologySpreadConstraint,
} from '@kubernetes/client-node';
import type { ProfileRunner } from '@sqllint/core/resource/profileRunner';

/** Where the pods of an installation's runners run, and what else they carry. */
export interface RunnerScheduling {
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly tolerations?: readonly V1Toleration[] | undefined;
  readonly affinity?: V1Affinity | undefined;
  readonly topologySpreadConstraints?: readonly V1TopologySpreadConstraint[] | undefined;
  readonly priorityClassName?: string | undefined;
  readonly runtimeClassName?: string | undefined;
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
  readonly podAnnotations?: Readonly<Record<string, string>> | undefined;
}

type Placement = Pick<
  V1PodSpec,
  'nodeSelector' | 'tolerations' | 'affinity' | 'topologySpreadConstraints' | 'priorityClassName' | 'runtimeClassName'
>;

/** What the installation says, with the profile's word above it. */
export function placementOf(installation: RunnerScheduling = {}, profile: ProfileRunner = {}): Placement {
  const nodeSelector = { ...installation.nodeSelector, ...profile.nodeSelector };
  const tolerations = [...(installation.tolerations ?? []), ...((profile.tolerations ?? []) as V1Toleration[])];
  const priorityClassName = profile.priorityClassName ?? installation.priorityClassName;
  const { affinity, topologySpreadConstraints: spread = [], runtimeClassName } = installation;
  return {
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(affinity && Object.keys(affinity).length > 0 && { affinity }),
    ...(spread.length > 0 && { topologySpreadConstraints: [...spread] }),
    ...(priorityClassName && { priorityClassName }),
    ...(runtimeClassName && { runtimeClassName }),
  };
}

/** The labels of a pod: `own`, by which it is found, go before those of anybody else. */
export function podLabels(
  own: Readonly<Record<string, string>>,
  installation: RunnerScheduling = {},
  profile: ProfileRunner = {},
): Record<string, string> {
  return { ...installation.podLabels, ...profile.labels, ...own };
}

export function podAnnotations(
  own: Readonly<Record<string, string>>,
  installation: RunnerScheduling = {},
): Record<string, string> {
  return { ...installation.podAnnotations, ...own };
}

/** A profile replaces single amounts, so that every pod keeps the requests and limits that a ResourceQuota asks for. */
export function resourcesOf(
  installation: V1ResourceRequirements,
  profile: ProfileRunner['resources'],
): V1ResourceRequirements {
  if (profile === undefined) return installation;
  return {
    requests: merged(installation.requests, profile.requests),
    limits: merged(installation.limits, profile.limits),
  };
}

function merged(
  below: Readonly<Record<string, string>> | undefined,
  above: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const said = Object.entries(above).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...below, ...Object.fromEntries(said) };
}
