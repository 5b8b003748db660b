import { z } from 'zod';

/** What the operator says to a standby runner over Node's IPC channel. */
export const toRunnerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('assign'),
    /** Names this piece of work; comes back in `finished`. */
    assignment: z.string().min(1),
    namespace: z.string().min(1),
    name: z.string().min(1),
  }),
  z.object({ type: z.literal('abort'), assignment: z.string().min(1) }),
  z.object({ type: z.literal('shutdown') }),
]);

export type ToRunner = z.infer<typeof toRunnerSchema>;

/** What a standby runner says; an exit code of 0 means that no file of the job is left. */
export type FromRunner =
  | { readonly type: 'ready' }
  | {
      readonly type: 'finished';
      readonly assignment: string;
      readonly exitCode: number;
      readonly message?: string;
    };
