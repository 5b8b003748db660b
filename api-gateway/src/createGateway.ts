import type { JobResources } from '@sqllint/core/cluster/jobResources';
import type { Logger } from '@sqllint/core/logging/logger';
import type { Share } from '@sqllint/core/share/openShare';
import type { Store } from '@sqllint/core/store/types';
import { Registry } from 'prom-client';
import { createApp } from './app.ts';
import { closeServer, createHttpServer, listenOn } from './http/server.ts';
import { createJobChanges } from './jobs/jobChanges.ts';
import { defaultSettings, type GatewaySettings } from './settings.ts';
import { createIntake } from './submissions/intake.ts';

export interface GatewayOptions {
  readonly resources: JobResources;
  readonly store: Store;
  /** The folder of `namespace`. */
  readonly share: Share;
  readonly namespace: string;
  readonly logger: Logger;
  /** What differs from `defaultSettings`. */
  readonly settings?: Partial<GatewaySettings>;
  /** Where the request metrics go; one registry for each gateway. */
  readonly metrics?: Registry;
  readonly clock?: () => number;
}

export interface Gateway {
  /** @param port 0 takes any free one */
  listen(host: string, port: number): Promise<{ readonly url: string; readonly port: number }>;
  /** Stops accepting, lets requests in flight end, and ends event streams and waits at once. */
  stop(): Promise<void>;
}

/**
 * The HTTP side: takes submissions and answers questions about them. It never lints, and it does not own what it is
 * given: whoever opened the store, the resources and the share closes them after `stop`.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { resources, store, share, namespace, logger, clock = Date.now } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const changes = createJobChanges({ resources, namespace });
  const intake = createIntake({ changes, limit: settings.maxActiveJobs, clock });
  const closing = new AbortController();
  const context = {
    resources,
    store,
    share,
    namespace,
    logger,
    settings,
    changes,
    intake,
    closing: closing.signal,
    clock,
  };
  const server = createHttpServer(createApp(context, options.metrics ?? new Registry()), settings);

  return {
    async listen(host, port) {
      changes.start();
      const address = await listenOn(server, host, port);
      const shownHost = host.includes(':') ? `[${host}]` : host;
      return { url: `http://${shownHost}:${address.port}`, port: address.port };
    },
    async stop() {
      closing.abort();
      await closeServer(server, settings.stopDeadlineMs);
      await changes.stop();
    },
  };
}
