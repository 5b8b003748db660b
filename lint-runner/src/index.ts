export { engineVersion } from './engineVersion.ts';
export type { Engines, RunnerParts } from './runner/context.ts';
export { type RunJobOptions, type RunOutcome, runJob } from './runner/runJob.ts';
export { defaultRunnerSettings, type RunnerSettings } from './runner/settings.ts';
