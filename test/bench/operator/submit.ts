import type { JobRef, JobResources } from '@sqllint/core/cluster/jobResources';

export interface SubmitOptions {
  readonly resources: JobResources;
  readonly jobs: readonly JobRef[];
  /** Requests on their way at the same time. */
  readonly creators: number;
  /** Called with the moment at which the API had answered. */
  onCreated(job: JobRef, at: number): void;
}

/** One file for each job, each with a content of its own, so that no result is known. */
export async function submit({ resources, jobs, creators, onCreated }: SubmitOptions): Promise<void> {
  await together(jobs, creators, async (job) => {
    const sql = `SELECT id, total\nFROM orders\nWHERE id = '${job.namespace}/${job.name}'\n`;
    const source = { inline: { sql, fileName: `${job.name}.sql` } };
    await resources.create({ ...job, spec: { source, dialect: 'mysql', execution: 'Job' } });
    onCreated(job, Date.now());
  });
}

/** Lets the time of finished jobs pass: the operator deletes them. */
export async function letExpire(resources: JobResources, jobs: readonly JobRef[], creators: number): Promise<void> {
  await together(jobs, creators, async (job) => {
    await resources.patchSpec(job, { ttlSecondsAfterFinished: 0 });
  });
}

async function together<Item>(
  items: readonly Item[],
  workers: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
