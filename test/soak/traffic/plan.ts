import { seededRandom } from './seededRandom.ts';

/** How a submission is made, and so what must become of it. */
export type Kind = 'text' | 'duplicate' | 'upload' | 'inline' | 'configMap' | 'bad' | 'cancelled';

/** Why a source cannot be read. */
export const badSources = ['no ConfigMap', 'no archive', 'no SQL in the ConfigMap'] as const;

export interface Planned {
  readonly index: number;
  readonly kind: Kind;
  /** Milliseconds after the traffic's start. */
  readonly atMs: number;
  /** SQL files in it. */
  readonly files: number;
  /** What the contents are made of; of a duplicate, that of an earlier text. */
  readonly content: number;
  /** How long the resource stays once its job has ended. */
  readonly ttlSeconds: number;
  /** Milliseconds from its creation to its cancellation; only of kind `cancelled`. */
  readonly cancelAfterMs: number | undefined;
  /** Only of kind `bad`. */
  readonly badSource: (typeof badSources)[number] | undefined;
}

/** Of any resource of the traffic. */
export const longestTtlSeconds = 90;

/** So many of each in a minute are what two cores carry, with a real control plane on the same cores. */
export const perMinute: Readonly<Record<Kind, number>> = {
  text: 26,
  duplicate: 6,
  upload: 4,
  inline: 3,
  configMap: 2,
  bad: 2,
  cancelled: 2,
};

/** The range of a number of files, the last one included. */
const fileCounts: Readonly<Record<Kind, readonly [number, number]>> = {
  text: [1, 1],
  duplicate: [1, 1],
  upload: [3, 12],
  inline: [1, 1],
  configMap: [2, 5],
  bad: [0, 0],
  cancelled: [40, 80],
};

/**
 * The traffic of a run, in order of time: the same mix in every minute, each submission at a random moment of it.
 * @param load 1 is what two cores can carry
 */
export function planTraffic(options: {
  readonly seed: number;
  readonly minutes: number;
  readonly load: number;
}): readonly Planned[] {
  const random = seededRandom(options.seed);
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const moments: { kind: Kind; atMs: number }[] = [];
  for (let minute = 0; minute < options.minutes; minute += 1) {
    for (const [kind, count] of Object.entries(perMinute) as [Kind, number][]) {
      // With half the load, what comes once in a minute comes every second minute.
      const due = Math.floor((minute + 1) * count * options.load) - Math.floor(minute * count * options.load);
      for (let n = 0; n < due; n += 1) moments.push({ kind, atMs: Math.floor((minute + random()) * 60_000) });
    }
  }
  moments.sort((a, b) => a.atMs - b.atMs);
  const texts: number[] = [];
  return moments.map(({ kind, atMs }, index) => {
    const content = kind === 'duplicate' ? (texts[between(0, texts.length - 1)] ?? index) : index;
    if (kind === 'text') texts.push(index);
    return {
      index,
      kind,
      atMs,
      content,
      files: between(...fileCounts[kind]),
      ttlSeconds: between(20, longestTtlSeconds),
      cancelAfterMs: kind === 'cancelled' ? between(500, 10_000) : undefined,
      badSource: kind === 'bad' ? badSources[between(0, badSources.length - 1)] : undefined,
    };
  });
}
