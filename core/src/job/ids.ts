import { hash, randomUUID } from 'node:crypto';

declare const brand: unique symbol;

/** `job-` and a UUID; unique for ever. */
export type JobId = string & { readonly [brand]: 'JobId' };
/** `task-` and a UUIDv5 of job and entry index. */
export type TaskId = string & { readonly [brand]: 'TaskId' };

const uuidPattern = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const jobIdPattern = new RegExp(`^job-${uuidPattern}$`);
const taskIdPattern = new RegExp(`^task-${uuidPattern}$`);

/** Namespace of the task ids (RFC 9562, section 5.5): a fixed random UUID of this project. */
const taskNamespace = Buffer.from('6d0f0b0e5a0c4c0f9d0e3f0f6b7a1c55', 'hex');

/** The same for the ids of retries. */
const retryNamespace = Buffer.from('0d8f6a3f2b0e4c8f8a4be6d5c19a7f21', 'hex');

/** A new job id, made by the gateway and used as the resource's name. */
export function newJobId(random: () => string = randomUUID): JobId {
  return `job-${random()}` as JobId;
}

/** The id of a job whose resource someone applied: `job-` and the resource's uid. */
export function jobIdOfUid(uid: string): JobId {
  return `job-${uid.toLowerCase()}` as JobId;
}

/** The id of the job that repeats an ended one: whoever asks for it a second time gets the same. */
export function retryIdOf(ended: JobId): JobId {
  return `job-${uuidV5(ended, retryNamespace)}` as JobId;
}

export function isJobId(text: string): text is JobId {
  return jobIdPattern.test(text);
}

export function isTaskId(text: string): text is TaskId {
  return taskIdPattern.test(text);
}

/**
 * The id of one entry's task. Expanding a job twice gives the same ids.
 * @param entryIndex position among the job's SQL files, from 0
 */
export function taskIdOf(jobId: JobId, entryIndex: number): TaskId {
  return `task-${uuidV5(`${jobId}/${entryIndex}`, taskNamespace)}` as TaskId;
}

function uuidV5(name: string, namespace: Buffer): string {
  const bytes = hash('sha1', Buffer.concat([namespace, Buffer.from(name, 'utf8')]), 'buffer').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
