import type { JobResources } from '@sqllint/core/cluster/jobResources';
import type { Logger } from '@sqllint/core/logging/logger';
import type { Share } from '@sqllint/core/share/openShare';
import type { Store } from '@sqllint/core/store/types';
import type { JobChanges } from './jobs/jobChanges.ts';
import type { GatewaySettings } from './settings.ts';
import type { Intake } from './submissions/intake.ts';

/** What the routes work with. */
export interface GatewayContext {
  readonly resources: JobResources;
  readonly store: Store;
  readonly share: Share;
  /** The one namespace whose jobs this gateway takes and shows. */
  readonly namespace: string;
  readonly logger: Logger;
  readonly settings: GatewaySettings;
  readonly changes: JobChanges;
  readonly intake: Intake;
  /** Aborted when the gateway begins to stop: whoever waits answers now. */
  readonly closing: AbortSignal;
  readonly clock: () => number;
}
