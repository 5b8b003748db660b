import { writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { saveDiagnostics } from './diagnostics.ts';
import { type DoneKill, doKills } from './doKills.ts';
import { draw } from './draw.ts';
import { expireTheRest } from './expireTheRest.ts';
import { judgeAccounts } from './judge/accounts.ts';
import { flatnessOf } from './judge/flat.ts';
import { latenciesOf } from './judge/latencies.ts';
import { judgeResults, readAccounts } from './judge/readAccounts.ts';
import { planKills } from './kills.ts';
import { drained } from './leftovers.ts';
import type { SoakOptions } from './options.ts';
import type { Outcome } from './report.ts';
import { csvOf, type Sample } from './sampling/sample.ts';
import { takeSample } from './sampling/takeSample.ts';
import { drive } from './traffic/drive.ts';
import { type Ends, followEnds } from './traffic/followEnds.ts';
import type { Entry } from './traffic/ledger.ts';
import { planTraffic } from './traffic/plan.ts';
import { seededRandom } from './traffic/seededRandom.ts';
import { Submitter } from './traffic/submit.ts';
import type { Cleanup, World } from './world.ts';

const sampleEveryMs = 15_000;
/** A line is printed for every so many samples. */
const samplesPerLine = 4;
/** Only a run that is as long says something to a reader of the documentation. */
const leastMinutesToShow = 60;

/** What happened so far, in order. */
interface Records {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly entries: Entry[];
  readonly kills: DoneKill[];
  readonly samples: Sample[];
  /** What went wrong besides a submission. */
  readonly troubles: string[];
}

export interface Run {
  readonly options: SoakOptions;
  readonly world: World;
  /** A folder. */
  readonly output: string;
  readonly cleanup: Cleanup;
  readonly signal: AbortSignal;
}

/** Traffic and kills for the time that was asked for, then the end of everything, then the judgement. */
export async function soak(run: Run): Promise<Outcome> {
  const { options, world, output, cleanup, signal } = run;
  const records: Records = { startedAt: Date.now(), entries: [], kills: [], samples: [], troubles: [] };
  const ends = await followEnds(world.resources);
  cleanup.add(() => ends.stop());
  const sampling = new AbortController();
  const sampled = keepSampling(run, records, ends, AbortSignal.any([signal, sampling.signal]));
  await Promise.all([sendTraffic(run, records), killPods(run, records)]);
  const underTraffic = records.samples.length;
  console.error('Nothing is submitted any more');
  await expireTheRest(world);
  const left = await drained(world, options.drainMinutes * 60_000, signal);
  sampling.abort();
  await sampled;

  const { entries, kills, samples, troubles } = records;
  const accounts = await readAccounts(world);
  const wrong = judgeAccounts({ entries, phases: ends.phases, ...accounts });
  const findings = [...wrong, ...(await judgeResults(world)), ...left, ...troubles];
  if (findings.length > 0) await saveDiagnostics(world, `${output}/diagnostics.log`);
  const svg = draw(samples, kills, descriptionOf(options));
  writeFileSync(options.minutes >= leastMinutesToShow ? 'docs/soak.svg' : `${output}/soak.svg`, svg);
  return {
    minutes: options.minutes,
    entries,
    kills,
    latencies: latenciesOf(entries, accounts.jobs),
    flatness: flatnessOf(samples.slice(0, underTraffic)),
    findings,
  };
}

function sendTraffic({ options, world, signal }: Run, { startedAt, entries, troubles }: Records): Promise<void> {
  const submitter = new Submitter({
    api: world.api,
    resources: world.resources,
    namespace: world.kubectl.namespace,
    salt: world.salt,
    gateway: world.gateway,
    onTrouble: (sentence) => {
      troubles.push(sentence);
      console.error(sentence);
    },
  });
  return drive({
    plan: planTraffic(options),
    submitter,
    startedAt,
    signal,
    onEntry: (entry) => {
      entries.push(entry);
      if (entry.answer !== 'accepted') console.error(`soak-${entry.planned.index}: ${entry.answer}, ${entry.reason}`);
    },
  });
}

function killPods({ options, world, signal }: Run, { startedAt, kills }: Records): Promise<void> {
  return doKills(world, {
    kills: planKills(options),
    startedAt,
    random: seededRandom(options.seed + 1),
    signal,
    onKill: (kill) => {
      kills.push(kill);
      console.error(`${kill.what} killed by ${kill.how}: ${kill.pod ?? 'there was none'}`);
    },
  });
}

async function keepSampling(run: Run, records: Records, ends: Ends, signal: AbortSignal): Promise<void> {
  const { world, output } = run;
  const { startedAt, entries, samples } = records;
  const sampler = {
    api: world.api,
    kubectl: world.kubectl,
    etcdFile: world.etcdFile,
    leader: () => world.installation.leader(),
    query: <Row>(sql: string) => world.database.query<Row>(sql),
    counts: () => ({ submitted: entries.length, ended: ends.phases.size }),
  };
  for (let due = Date.now(); !signal.aborted; due += sampleEveryMs) {
    const sample = await takeSample(sampler, Math.round((Date.now() - startedAt) / 1000));
    samples.push(sample);
    // Each time, so that a run that is cut off has its table too.
    writeFileSync(`${output}/soak.csv`, csvOf(samples));
    if (samples.length % samplesPerLine === 0) console.error(progressOf(sample));
    await sleep(Math.max(0, due + sampleEveryMs - Date.now()), undefined, { signal }).catch(() => undefined);
  }
}

function progressOf({ seconds, submitted, ended, openJobs, openTasks, podsRunning }: Sample): string {
  const minute = Math.round(seconds / 60);
  return `minute ${minute}: ${submitted} submitted, ${ended} ended, ${openJobs} jobs and ${openTasks} files open, ${podsRunning} pods`;
}

function descriptionOf({ minutes, seed, load }: SoakOptions): string {
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  const machine = `${availableParallelism()} cores and ${gibibytes} GiB, with the whole cluster on them`;
  return `${minutes} minutes on ${machine}; seed ${seed}, load ${load * 100} %`;
}
