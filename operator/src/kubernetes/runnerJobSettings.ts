import type { V1ResourceRequirements } from '@kubernetes/client-node';
import type { ProfileRunnerField } from '@sqllint/core/resource/profileRunner';
import type { RunnerScheduling } from './runnerScheduling.ts';

/** What is the same for every runner of an installation. */
export interface RunnerJobSettings {
  readonly image: string;
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  readonly serviceAccountName: string;
  /** A Secret of the job's namespace whose key `url` is the database's URL. */
  readonly databaseSecret: string;
  /** A PersistentVolumeClaim of the job's namespace. */
  readonly shareClaim: string;
  /** The namespace's folder on the share; `{namespace}` stands for the namespace, `.` for the root. */
  readonly shareSubPath: string;
  /** The folders of single namespaces, in place of that one. */
  readonly shareSubPaths?: Readonly<Record<string, string>>;
  /** The namespaces whose folders exist before their runners start; in others each pod makes sure of it. All by default. */
  readonly sharePrepared?: 'all' | readonly string[];
  /** Where all pods run, and what else they carry. */
  readonly scheduling?: RunnerScheduling;
  /** What profiles may say about their pods; nothing by default. */
  readonly profileFields?: readonly ProfileRunnerField[];
  readonly resources: V1ResourceRequirements;
  /** Engine processes of one runner. */
  readonly engines: number;
  /** Mebibytes for one engine; undefined leaves it to the runner. */
  readonly engineMemoryMib: number | undefined;
  readonly logLevel: string;
  /** Seconds that an ended Job and its pods (with their logs) are kept. */
  readonly keepSeconds: number;
}
