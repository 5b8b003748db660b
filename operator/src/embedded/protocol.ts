import { z } from 'zod';

/** What the operator says to a runner process over Node's IPC channel. */
export type ToRunner =
  | { readonly type: 'assign'; readonly assignment: string; readonly namespace: string; readonly name: string }
  | { readonly type: 'abort'; readonly assignment: string }
  | { readonly type: 'shutdown' };

/** What a runner process says; an exit code of 0 means that no task of the job is left. */
export const fromRunnerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('finished'),
    assignment: z.string(),
    exitCode: z.number().int(),
    message: z.string().optional(),
  }),
]);

export type FromRunner = z.infer<typeof fromRunnerSchema>;
