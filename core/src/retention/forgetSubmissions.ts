import { sourcePathOf } from '../job/identity.ts';
import type { SqlLintJob } from '../resource/sqlLintJob.ts';
import { createKeyFilter, type KeyFilter } from './keyFilter.ts';
import { removeEmptyDay, removeSubmissionFolder, submissionFolders } from './submissionFolders.ts';
import type { PassContext, RetentionCounts } from './types.ts';

const page = 2000;

/**
 * Removes sources that neither a job nor a resource refers to: those of forgotten jobs, and those whose resource could not
 * be made. A source is written before its resource, and the resource before the row; so whatever is younger than the grace
 * stays, and the resources were listed before the rows are read. Rows of all namespaces count, so that a folder which is
 * mounted for the wrong one loses nothing.
 */
export async function forgetSubmissions(
  context: PassContext,
  resources: readonly SqlLintJob[],
): Promise<Pick<RetentionCounts, 'submissions'>> {
  const { root, now, leftoverMs, onStuck, signal } = context;
  const used = await usedFolders(context, resources);
  let submissions = 0;
  for await (const folder of submissionFolders(root)) {
    signal.throwIfAborted();
    if (used.has(folder)) continue;
    try {
      if (!(await removeSubmissionFolder(root, folder, now - leftoverMs))) continue;
      submissions += 1;
      await removeEmptyDay(root, folder, now);
    } catch (error) {
      onStuck(folder, error);
    }
  }
  return { submissions };
}

async function usedFolders({ store, signal }: PassContext, resources: readonly SqlLintJob[]): Promise<KeyFilter> {
  const used = createKeyFilter();
  for (const job of resources) used.add(folderOf(sourcePathOf(job)));
  for (let after = ''; ; ) {
    signal.throwIfAborted();
    const sources = await store.retention.sources({ after, limit: page });
    for (const { sourcePath } of sources) used.add(folderOf(sourcePath));
    const last = sources.at(-1);
    if (last === undefined || sources.length < page) return used;
    after = last.jobId;
  }
}

function folderOf(sourcePath: string): string {
  return sourcePath.slice(0, Math.max(0, sourcePath.lastIndexOf('/')));
}
