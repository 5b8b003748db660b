/** What the process of the runners is told. */
export interface RunnersPlan {
  readonly databaseUrl: string;
  readonly connections: number;
  readonly shareDir: string;
  /** To see pods with. */
  readonly adminKubeconfig: string;
  /** With the runner's rights in each. */
  readonly namespaces: readonly { readonly namespace: string; readonly kubeconfig: string }[];
}

/** One pod that has ended. */
export interface EndedPod {
  /** The SqlLintJob that it was for. */
  readonly job: string;
  /** When its end was seen; milliseconds since the epoch. */
  readonly endedAt: number;
  /** When its work was done; undefined when it was not, by then. */
  readonly doneAt: number | undefined;
}

export type RunnersMessage = { readonly ready: true } | { readonly pods: readonly EndedPod[] };
