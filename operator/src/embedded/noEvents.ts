import type { EventRecorder } from '../cluster/events.ts';

/** Without a Kubernetes API there is nowhere to keep events; the controller logs every happening anyway. */
export const noEvents: EventRecorder = { recordEvent: async () => undefined };
