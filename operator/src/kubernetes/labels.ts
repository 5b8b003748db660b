/** What a runner's Job and pods are known by. The selector is all that the watches ask for. */
export const runnerLabels = {
  'app.kubernetes.io/name': 'sqllint',
  'app.kubernetes.io/component': 'lint-runner',
  'app.kubernetes.io/managed-by': 'sqllint-operator',
} as const;

export const runnerSelector = selectorOf(runnerLabels);

/** The same of the pool's Jobs and pods, which the watches for single jobs must not see. */
export const poolLabels = { ...runnerLabels, 'app.kubernetes.io/component': 'pool-runner' } as const;

export const poolSelector = selectorOf(poolLabels);

function selectorOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** The SqlLintJob's name, cut to the length of a label; for people. */
export const jobLabel = 'sqllint.dev/job';
/** The SqlLintJob's uid; for the operator. */
export const jobUidLabel = 'sqllint.dev/job-uid';
export const attemptLabel = 'sqllint.dev/attempt';
/** The place of a pool's runner, how often it was filled, and a hash of how the runner is made. */
export const poolSlotLabel = 'sqllint.dev/pool-slot';
export const poolGenerationLabel = 'sqllint.dev/pool-generation';
export const poolTemplateLabel = 'sqllint.dev/pool-template';
/** An annotation with the SqlLintJob's whole name. */
export const jobNameAnnotation = 'sqllint.dev/job';
