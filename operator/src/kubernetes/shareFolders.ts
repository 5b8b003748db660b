import { posix } from 'node:path';
import type { V1VolumeMount } from '@kubernetes/client-node';
import type { RunnerJobSettings } from './runnerJobSettings.ts';

/** The folder of a namespace below the root of its own claim; `.` for the root. */
export function shareFolderOf(
  namespace: string,
  { shareSubPath, shareSubPaths = {} }: Pick<RunnerJobSettings, 'shareSubPath' | 'shareSubPaths'>,
): string {
  return (shareSubPaths[namespace] ?? shareSubPath).replaceAll('{namespace}', namespace);
}

/** Whether somebody made the folders of the namespace before its runners start. */
export function sharePreparedFor(
  namespace: string,
  { sharePrepared = 'all' }: Pick<RunnerJobSettings, 'sharePrepared'>,
): boolean {
  return sharePrepared === 'all' || sharePrepared.includes(namespace);
}

/** Only the namespace's folder, and of that only the results can be written. */
export function shareMounts(shareDir: string, folder: string): V1VolumeMount[] {
  return (['submissions', 'archives', 'results'] as const).map((name) => ({
    name: 'share',
    mountPath: `${shareDir}/${name}`,
    subPath: posix.join(folder, name),
    ...(name !== 'results' && { readOnly: true }),
  }));
}
