import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import type { JobResources } from '@sqllint/core/cluster/jobResources';
import type { Logger } from '@sqllint/core/logging/logger';
import { openShare, type Share } from '@sqllint/core/share/openShare';
import { openStore } from '@sqllint/core/store/open';
import type { Store } from '@sqllint/core/store/types';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createGateway, type Gateway } from '../createGateway.ts';
import type { GatewaySettings } from '../settings.ts';

export const namespace = 'team-a';

/** A gateway on a free port, with a real database, real resources and a real share below a temporary folder. */
export interface Harness {
  readonly url: string;
  readonly port: number;
  /** The namespace's folder of the share. */
  readonly shareDir: string;
  readonly store: Store;
  readonly resources: JobResources;
  readonly share: Share;
  readonly gateway: Gateway;
  readonly metrics: Registry;
  /** Everything that was logged, one object for each line. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
  /** Puts a SqlLintProfile in place of what has its name. */
  putProfile(name: string, spec: object): Promise<void>;
  /** Paths of all files below an area of the share. */
  filesOf(area: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly settings?: Partial<GatewaySettings>;
  /** Stands in for parts that fail or are slow. */
  readonly replace?: (parts: Parts) => Partial<Parts>;
}

export interface Parts {
  readonly store: Store;
  readonly resources: JobResources;
  readonly share: Share;
}

export async function openHarness(options: HarnessOptions = {}): Promise<Harness> {
  const dir = await mkdtemp(join(tmpdir(), 'gateway-'));
  const shareDir = join(dir, 'share');
  const profilesDir = join(dir, 'profiles');
  await mkdir(profilesDir);
  const store = await openStore({ url: `sqlite://${join(dir, 'sqllint.db')}` });
  await store.migrate();
  const resources = openEmbeddedJobs({ path: join(dir, 'cluster.db'), profilesDir, pollMs: 10 });
  const share = await openTestShare(shareDir);
  const logged: Record<string, unknown>[] = [];
  const metrics = new Registry();
  const gateway = createGateway({
    store,
    resources,
    share,
    ...options.replace?.({ store, resources, share }),
    namespace,
    logger: recordingLogger(logged),
    metrics,
    settings: { stopDeadlineMs: 1000, ...options.settings },
  });
  const { url, port } = await gateway.listen('127.0.0.1', 0);
  return {
    url,
    port,
    shareDir,
    store,
    resources,
    share,
    gateway,
    metrics,
    logged,
    putProfile: (name, spec) => {
      const profile = { apiVersion: 'sqllint.dev/v1', kind: 'SqlLintProfile', metadata: { name }, spec };
      return writeFile(join(profilesDir, `${name}.yaml`), JSON.stringify(profile));
    },
    filesOf: (area) => filesBelow(join(shareDir, area)),
    async close() {
      await gateway.stop();
      resources.close();
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function openTestShare(dir: string): Promise<Share> {
  await mkdir(join(dir, 'archives'), { recursive: true });
  return openShare(dir);
}

function recordingLogger(lines: Record<string, unknown>[]): Logger {
  return pino(
    { level: 'debug' },
    {
      write(line: string) {
        lines.push(JSON.parse(line) as Record<string, unknown>);
      },
    },
  );
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
