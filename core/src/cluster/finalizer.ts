/** Keeps a resource until its history is durable in the database. */
export const finalizer = 'sqllint.dev/history';
