import { existsSync } from 'node:fs';
import { createGateway } from '@sqllint/api-gateway';
import { type EmbeddedJobResources, openEmbeddedJobs } from '@sqllint/core/cluster/embedded/openEmbeddedJobs';
import { createLogger, type Logger } from '@sqllint/core/logging/logger';
import { forgetOld } from '@sqllint/core/retention/forgetOld';
import { openShare } from '@sqllint/core/share/openShare';
import { openStore } from '@sqllint/core/store/open';
import type { Store } from '@sqllint/core/store/types';
import { createOperator, noEvents, openRunnerProcesses, type RunnerProcesses } from '@sqllint/operator';
import { CommandError } from '../command/commandError.ts';
import { type Closers, createClosers } from './closers.ts';
import { createDailyRetention } from './dailyRetention.ts';
import { type DataFolder, namespace, prepareDataFolder } from './dataFolder.ts';
import { listenProblem } from './listenProblem.ts';
import { lockFolder } from './lockFolder.ts';
import { migrateStore } from './migrateStore.ts';
import { openCallbacks } from './openCallbacks.ts';
import { reportProfiles } from './reportProfiles.ts';
import { findPython, runnerCommand, runnerEnvironment } from './runnerEnvironment.ts';
import type { StandaloneOptions } from './standaloneOptions.ts';

/** A running server: gateway, operator and runners. */
export interface StandaloneServer {
  readonly url: string;
  readonly logger: Logger;
  /** Ends everything within some seconds; what is unfinished goes on after the next start. */
  stop(): Promise<void>;
}

/** Milliseconds that each of the three parts gets to end what it is doing: together less than `docker stop` waits. */
const stopDeadlineMs = 3_000;

/** While an engine analyses a file of one job, the next job is read, and what the last one found is stored. */
const jobsForEachEngine = 2;

/** Milliseconds that MySQL may take to answer: it may have been started at the same time. */
const databasePatienceMs = 30_000;

/**
 * Starts all parts in one process, but for the runners, which are processes of their own.
 * @param signal ends the wait for the database
 * @throws CommandError when the folder is in use, or the database or the address cannot be used
 */
export async function startServer(options: StandaloneOptions, signal: AbortSignal): Promise<StandaloneServer> {
  const closers = createClosers();
  try {
    return await start(options, signal, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function start(options: StandaloneOptions, signal: AbortSignal, closers: Closers): Promise<StandaloneServer> {
  const logger = createLogger({ name: 'sqllint', level: options.logLevel });
  const python = findPython(process.env);
  const folder = prepareDataFolder(options.dataDir);
  const lock = lockFolder(folder.root);
  closers.add(() => lock.release());
  const store = await openDatabase({ options, folder, signal, logger, closers });
  const resources = openEmbeddedJobs({ path: folder.clusterPath, profilesDir: findProfilesDir(options, folder) });
  closers.add(() => resources.close());
  await reportProfiles(resources, namespace, logger);
  const runners = openRunners({ options, folder, python, logger, closers });
  await startOperator({ resources, store, runners, logger, closers });
  startRetention({ options, folder, resources, store, logger, closers });
  const url = await startGateway({ options, folder, resources, store, logger, closers });
  return { url, logger, stop: () => closers.closeAll() };
}

/** @throws CommandError when a folder is named that is not there: its profiles would be missed only by the first job */
function findProfilesDir({ profilesDir }: StandaloneOptions, folder: DataFolder): string {
  if (profilesDir === undefined) return folder.profilesDir;
  if (existsSync(profilesDir)) return profilesDir;
  throw new CommandError(`The folder ${profilesDir} of --profiles does not exist; make it, or leave the option out.`);
}

async function openDatabase(parts: {
  readonly options: StandaloneOptions;
  readonly folder: DataFolder;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly closers: Closers;
}): Promise<Store> {
  const { options, folder, signal, logger, closers } = parts;
  const open = () => openStore({ url: options.databaseUrl ?? folder.databaseUrl, logger });
  const store = await migrateStore({ open, patienceMs: databasePatienceMs, signal, logger });
  closers.add(() => store.close());
  return store;
}

function openRunners(parts: {
  readonly options: StandaloneOptions;
  readonly folder: DataFolder;
  readonly python: string;
  readonly logger: Logger;
  readonly closers: Closers;
}): RunnerProcesses {
  const { options, folder, python, logger, closers } = parts;
  const runners = openRunnerProcesses({
    command: runnerCommand(),
    env: runnerEnvironment({ options, folder, python, environment: process.env }),
    slots: options.runners,
    jobsEach: jobsForEachEngine * options.engines,
    logger,
    patienceMs: stopDeadlineMs,
  });
  closers.add(() => runners.stop());
  runners.start();
  return runners;
}

/** The operator is stopped before the runners: it would take their end for a failure. */
async function startOperator(parts: {
  readonly resources: EmbeddedJobResources;
  readonly store: Store;
  readonly runners: RunnerProcesses;
  readonly logger: Logger;
  readonly closers: Closers;
}): Promise<void> {
  const { resources, store, runners, logger, closers } = parts;
  const cluster = { jobs: resources, workloads: runners, events: noEvents };
  const callbacks = openCallbacks({ jobs: resources, store, logger, environment: process.env });
  const settings = { stopGraceMs: stopDeadlineMs };
  const operator = createOperator({ cluster, store, logger, settings, onSeen: callbacks.seen });
  closers.add(() => Promise.all([operator.stop(), callbacks.stop()]));
  await operator.start();
  operator.lead();
  callbacks.start();
}

function startRetention(parts: {
  readonly options: StandaloneOptions;
  readonly folder: DataFolder;
  readonly resources: EmbeddedJobResources;
  readonly store: Store;
  readonly logger: Logger;
  readonly closers: Closers;
}): void {
  const { options, folder, resources: jobs, store, logger, closers } = parts;
  const { shareDir } = folder;
  const retention = createDailyRetention({
    logger,
    forget: (signal) => forgetOld({ store, jobs, namespace, shareDir, days: options.retentionDays, logger, signal }),
  });
  closers.add(() => retention.stop());
  retention.start();
}

async function startGateway(parts: {
  readonly options: StandaloneOptions;
  readonly folder: DataFolder;
  readonly resources: EmbeddedJobResources;
  readonly store: Store;
  readonly logger: Logger;
  readonly closers: Closers;
}): Promise<string> {
  const { options, folder, resources, store, logger, closers } = parts;
  const share = openShare(folder.shareDir);
  const gateway = createGateway({
    resources,
    store,
    share,
    namespace,
    logger,
    settings: { stopDeadlineMs, ...(options.maxActiveJobs && { maxActiveJobs: options.maxActiveJobs }) },
  });
  closers.add(() => gateway.stop());
  try {
    return (await gateway.listen(options.host, options.port)).url;
  } catch (error) {
    throw listenProblem(options, error);
  }
}
