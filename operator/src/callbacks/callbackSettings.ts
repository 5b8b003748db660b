import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';
import type { RetrySettings } from '../controller/retryDelay.ts';
import { type AllowedTargets, parseAllowedTargets } from './allowedTargets.ts';
import type { TargetRules } from './targetGuard.ts';

export interface CallbackSettings extends TargetRules {
  /** Requests for one job, the first included. */
  readonly maxAttempts: number;
  /** Pauses between them; with the defaults half an hour to an hour altogether. */
  readonly retry: RetrySettings;
  /** Milliseconds for one request. */
  readonly timeoutMs: number;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Signs what no `secretRef` says how to sign. */
  readonly defaultSecret: string | undefined;
}

const targets = z
  .string()
  .default('')
  .transform((text, context): AllowedTargets => {
    try {
      return parseAllowedTargets(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

const ports = z
  .string()
  .default('443')
  .transform((text, context): readonly number[] => {
    const numbers = text.split(',').map((port) => Number(port.trim() || Number.NaN));
    if (numbers.every((port) => Number.isInteger(port) && port >= 1 && port <= 65_535)) return numbers;
    context.addIssue({ code: 'custom', message: 'must be ports from 1 to 65535, separated by commas' });
    return z.NEVER;
  });

/** The settings of callbacks in the environment. */
export const callbackConfigSchema = z.object({
  /** Addresses, networks and hosts that may be called although they are not public, separated by commas. */
  SQLLINT_CALLBACK_ALLOW: targets,
  SQLLINT_CALLBACK_ALLOW_HTTP: z.enum(['true', 'false']).default('false'),
  SQLLINT_CALLBACK_PORTS: ports,
  SQLLINT_CALLBACK_MAX_ATTEMPTS: integerSetting({ min: 1, max: 20, default: 8 }),
  SQLLINT_CALLBACK_TIMEOUT_SECONDS: integerSetting({ min: 1, max: 60, default: 10 }),
  /** Signs the callbacks of jobs that name no Secret. */
  SQLLINT_CALLBACK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
});

export type CallbackConfig = z.infer<typeof callbackConfigSchema>;

export function callbackSettings(config: CallbackConfig): CallbackSettings {
  return {
    allowed: config.SQLLINT_CALLBACK_ALLOW,
    allowHttp: config.SQLLINT_CALLBACK_ALLOW_HTTP === 'true',
    ports: config.SQLLINT_CALLBACK_PORTS,
    maxAttempts: config.SQLLINT_CALLBACK_MAX_ATTEMPTS,
    retry: { firstMs: 30_000, mostMs: 3_600_000 },
    timeoutMs: config.SQLLINT_CALLBACK_TIMEOUT_SECONDS * 1000,
    concurrency: 16,
    defaultSecret: config.SQLLINT_CALLBACK_SECRET,
  };
}
