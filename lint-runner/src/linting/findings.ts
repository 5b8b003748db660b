import type { EngineViolation } from '../engine/index.ts';

/** What was found in one text. */
export interface Findings {
  /** In the order of reading. */
  readonly violations: readonly EngineViolation[];
  /** How many more there are by code, when the text has more than can be listed. */
  readonly unlisted: Readonly<Record<string, number>>;
  /** Lines on which a violation begins, listed or not. */
  readonly linesWithViolation: number;
}

/**
 * So many violations of one text are listed; the others are counted. Nobody reads so many, and what is listed is held
 * several times by the runner until it is stored.
 */
const mostListed = 20_000;

export interface FindingsLimits {
  /** Of the codes that are urgent as many again. */
  readonly mostListed?: number;
  /** Whether a violation of this code must not be lost among many others; none by default. */
  readonly isUrgent?: (code: string) => boolean;
}

/** Collects what is found in a text, part by part, in bounded memory. */
export class FindingsCollector implements Findings {
  readonly violations: EngineViolation[] = [];
  readonly unlisted: Record<string, number> = {};
  readonly #limits: Required<FindingsLimits>;
  readonly #lines = new Set<number>();
  #urgent = 0;
  #others = 0;

  constructor(limits: FindingsLimits = {}) {
    this.#limits = { mostListed, isUrgent: () => false, ...limits };
  }

  get linesWithViolation(): number {
    return this.#lines.size;
  }

  add(found: readonly EngineViolation[]): this {
    for (const violation of found) {
      this.#lines.add(violation.lineNo);
      if (this.#isListed(violation.code)) this.violations.push(violation);
      else this.unlisted[violation.code] = (this.unlisted[violation.code] ?? 0) + 1;
    }
    return this;
  }

  #isListed(code: string): boolean {
    const before = this.#limits.isUrgent(code) ? this.#urgent++ : this.#others++;
    return before < this.#limits.mostListed;
  }
}
