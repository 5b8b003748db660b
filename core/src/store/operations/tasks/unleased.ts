/** Columns of a task that nobody works on. */
export const unleased = { lease_owner: null, lease_expires_at: null } as const;
