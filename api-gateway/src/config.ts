import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';
import { defaultSettings } from './settings.ts';

/** The gateway's settings on Kubernetes. */
export const gatewayConfigSchema = z.object({
  SQLLINT_HOST: z.string().default('0.0.0.0'),
  SQLLINT_PORT: integerSetting({ min: 0, max: 65_535, default: 8000 }),
  /** Where `/metrics` is. */
  SQLLINT_METRICS_PORT: integerSetting({ min: 0, max: 65_535, default: 9090 }),
  /** The namespace whose jobs are taken and shown. */
  SQLLINT_NAMESPACE: z.string().min(1),
  /** That namespace's folder of the share. */
  SQLLINT_SHARE_DIR: z.string().min(1),
  SQLLINT_DATABASE_URL: z.string().min(1),
  SQLLINT_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SQLLINT_MAX_ACTIVE_JOBS: integerSetting({ min: 1, max: 1_000_000, default: defaultSettings.maxActiveJobs }),
  SQLLINT_MAX_UPLOAD_BYTES: integerSetting({
    min: 1024,
    max: 64 * 1024 ** 3,
    default: defaultSettings.maxUploadBytes,
  }),
});

export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;
