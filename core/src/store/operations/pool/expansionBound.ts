/**
 * Runners that may begin to expand a job. A source that kills whoever opens it must not do so for ever: the pool offers
 * such a job to nobody any more, and the operator ends it.
 */
export const maxExpansionAttempts = 5;
