export { callbackConfigSchema, callbackSettings } from './callbacks/callbackSettings.ts';
export { type CallbackController, createCallbackController } from './callbacks/createCallbackController.ts';
export type { EventRecorder, JobHappening } from './cluster/events.ts';
export type { JobCluster } from './cluster/jobCluster.ts';
export {
  type PodTrouble,
  type RunnerWorkloads,
  type Workload,
  WorkloadRefusedError,
  type WorkloadRequest,
  type WorkloadState,
} from './cluster/workloads.ts';
export { type Clock, systemClock } from './controller/clock.ts';
export {
  createOperator,
  defaultOperatorSettings,
  type Operator,
  type OperatorOptions,
  type OperatorSettings,
} from './createOperator.ts';
export { noEvents } from './embedded/noEvents.ts';
export { openRunnerProcesses, type RunnerProcesses, type RunnerProcessesOptions } from './embedded/runnerProcesses.ts';
export {
  type KubernetesEventsOptions,
  openKubernetesEvents,
} from './kubernetes/openKubernetesEvents.ts';
export { type KubernetesWorkloadsOptions, openKubernetesWorkloads } from './kubernetes/openKubernetesWorkloads.ts';
export type { RunnerJobSettings } from './kubernetes/runnerJobSettings.ts';
