import type { JobRef, JobResources } from '@sqllint/core/cluster/jobResources';
import type { JobId } from '@sqllint/core/job/ids';
import type { Logger } from '@sqllint/core/logging/logger';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Share } from '@sqllint/core/share/openShare';
import type { Store } from '@sqllint/core/store/types';
import type { AnalyseRequest, EngineOutcome } from '../engine/index.ts';
import type { Turnstile } from '../linting/turnstile.ts';
import type { FileProfiles } from '../settings/fileProfiles.ts';
import type { Source } from '../source/types.ts';
import type { Patiently } from './patience.ts';
import type { RunnerSettings } from './settings.ts';

/** What a runner needs of the engine pool. */
export interface Engines {
  readonly size: number;
  /** Begins to start engines; returns at once. */
  start(): void;
  analyse(request: AnalyseRequest, signal?: AbortSignal): Promise<EngineOutcome>;
  engineVersion(): Promise<string>;
}

/** What a runner works with, whatever its job. */
export interface RunnerParts {
  /** Unique among all runners, past ones too: leases are held under it. */
  readonly runnerId: string;
  readonly resources: JobResources;
  readonly store: Store;
  /** The folder of the job's namespace. */
  readonly share: Share;
  readonly engines: Engines;
  readonly logger: Logger;
  /** Aborted when the runner must leave: it gives its files back. */
  readonly signal: AbortSignal;
  readonly settings: RunnerSettings;
}

/** A runner at work on one job. */
export interface RunContext extends RunnerParts {
  readonly ref: JobRef;
  readonly job: SqlLintJob;
  readonly jobId: JobId;
  /** Of the job; files may have settings of their own on top of it. */
  readonly profile: EffectiveProfile;
  readonly patiently: Patiently;
  /** Big files are worked on one at a time. */
  readonly bigFiles: Turnstile;
  /** Opens the source at the first call; later calls get the same one, or the same SourceError. */
  readonly source: () => Promise<Source>;
  /** Opens the source and reads its `.sqlfluff` files at the first call. */
  readonly fileProfiles: () => Promise<FileProfiles>;
}
