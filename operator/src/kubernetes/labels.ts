/** What a runner's Job and pods are known by. The selector is all that the watches ask for. */
export const runnerLabels = {
  'app.kubernetes.io/name': 'sqllint',
  'app.kubernetes.io/component': 'lint-runner',
  'app.kubernetes.io/managed-by': 'sqllint-operator',
} as const;

export const runnerSelector = Object.entries(runnerLabels)
  .map(([key, value]) => `${key}=${value}`)
  .join(',');

/** The SqlLintJob's name, cut to the length of a label; for people. */
export const jobLabel = 'sqllint.dev/job';
/** The SqlLintJob's uid; for the operator. */
export const jobUidLabel = 'sqllint.dev/job-uid';
export const attemptLabel = 'sqllint.dev/attempt';
/** An annotation with the SqlLintJob's whole name. */
export const jobNameAnnotation = 'sqllint.dev/job';
