/** A job that waits for a slot. */
export interface Candidate {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly priority: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** By priority, then age; the uid makes the order total. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return b.priority - a.priority || a.createdAt - b.createdAt || (a.uid < b.uid ? -1 : Number(a.uid > b.uid));
}

/** The jobs of one namespace that wait, in order. Places are found by bisection: lines of ten thousands are usual. */
export class WaitingLine {
  readonly #ordered: Candidate[] = [];

  get length(): number {
    return this.#ordered.length;
  }

  get first(): Candidate | undefined {
    return this.#ordered[0];
  }

  /** The candidate must not be in the line. */
  insert(candidate: Candidate): void {
    this.#ordered.splice(this.#bisect(candidate), 0, candidate);
  }

  /** @param candidate as it was inserted */
  remove(candidate: Candidate): void {
    const place = this.#bisect(candidate);
    if (this.#ordered[place]?.uid === candidate.uid) this.#ordered.splice(place, 1);
  }

  /** From 1. @param candidate as it was inserted */
  placeOf(candidate: Candidate): number {
    return this.#bisect(candidate) + 1;
  }

  #bisect(candidate: Candidate): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#ordered[middle];
      if (other !== undefined && compareCandidates(other, candidate) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
