import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';

/** The settings of one pass of the retention. */
export const retentionConfigSchema = z.object({
  SQLLINT_DATABASE_URL: z.string(),
  SQLLINT_NAMESPACE: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be one namespace'),
  /** Where the namespace's folder of the share is mounted. */
  SQLLINT_SHARE_DIR: z.string().min(1),
  /** Days after which an ended job is forgotten; 0 keeps all of them. */
  SQLLINT_RETENTION_DAYS: integerSetting({ min: 0, max: 36_500, default: 0 }),
  SQLLINT_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
