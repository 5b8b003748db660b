/** What an operator of the gateway may tune; everything has a default that suits one small pod. */
export interface GatewaySettings {
  /** Unfinished jobs of the namespace, also those that others applied; further submissions are refused with 429. */
  readonly maxActiveJobs: number;
  /** Bytes of one uploaded file. */
  readonly maxUploadBytes: number;
  /** Bytes of a JSON body. */
  readonly maxJsonBytes: number;
  /** Connections that may be open at once; more are closed as they come. */
  readonly maxConnections: number;
  /** Milliseconds for a request's headers. */
  readonly headersTimeoutMs: number;
  /** Milliseconds for a JSON body, from its first byte to its last. */
  readonly jsonTimeoutMs: number;
  /** Milliseconds for a whole upload. */
  readonly uploadTimeoutMs: number;
  /** Milliseconds that an upload may stand still. */
  readonly uploadIdleMs: number;
  /** Milliseconds that an idle connection is kept; longer than the usual load balancer keeps its side. */
  readonly keepAliveMs: number;
  /** Milliseconds that any other connection may stand still: more than the longest wait for a job, and than `heartbeatMs`. */
  readonly connectionIdleMs: number;
  /** Milliseconds that the caller of a large answer may read nothing of it. */
  readonly answerStallMs: number;
  /** Result files that may be on their way at once. */
  readonly maxOpenResults: number;
  /** Pages of violations that may be on their way at once. */
  readonly maxOpenPages: number;
  /** Milliseconds for each part of a health check. */
  readonly healthDeadlineMs: number;
  /** Milliseconds between two comments that keep an event stream alive. */
  readonly heartbeatMs: number;
  /** Event streams that may be open at once. */
  readonly maxEventStreams: number;
  /** Milliseconds that requests in flight get when the gateway stops. */
  readonly stopDeadlineMs: number;
}

const mebibyte = 1024 * 1024;

export const defaultSettings: GatewaySettings = {
  maxActiveJobs: 10_000,
  maxUploadBytes: 512 * mebibyte,
  maxJsonBytes: 10 * mebibyte,
  maxConnections: 2_000,
  headersTimeoutMs: 10_000,
  jsonTimeoutMs: 30_000,
  uploadTimeoutMs: 900_000,
  uploadIdleMs: 30_000,
  keepAliveMs: 65_000,
  connectionIdleMs: 90_000,
  answerStallMs: 30_000,
  maxOpenResults: 500,
  maxOpenPages: 200,
  healthDeadlineMs: 2_000,
  heartbeatMs: 15_000,
  maxEventStreams: 500,
  stopDeadlineMs: 10_000,
};
