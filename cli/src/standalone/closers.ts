/** What has to be closed again, in the reverse order of opening. */
export interface Closers {
  add(close: () => unknown): void;
  /** Closes all, also when one of them fails; then throws that error. */
  closeAll(): Promise<void>;
}

export function createClosers(): Closers {
  const closers: (() => unknown)[] = [];
  return {
    add: (close) => closers.push(close),
    closeAll: async () => {
      const errors: unknown[] = [];
      for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
        try {
          await close();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
