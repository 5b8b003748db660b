import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';

/** Something that happened to a job, as `kubectl describe` shows it. */
export interface JobHappening {
  readonly type: 'Normal' | 'Warning';
  /** One CamelCase word. */
  readonly reason: string;
  readonly message: string;
}

export interface EventRecorder {
  /** Best effort: resolves also when the event could not be recorded, because nothing depends on events. */
  recordEvent(job: SqlLintJob, happening: JobHappening): Promise<void>;
}
