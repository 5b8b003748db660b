import type { IAsyncPropertyWithHooks } from 'fast-check';

/** One part of the system under random input. */
export interface FuzzTarget {
  readonly name: string;
  /** Its part of the time, relative to the others. */
  readonly weight: number;
  /** Opens what the property needs. */
  open(): Promise<OpenTarget>;
}

export interface OpenTarget {
  // A property's values are its own affair.
  readonly property: IAsyncPropertyWithHooks<[unknown]>;
  /** What became of the inputs so far, by kind: shows that they reach what they are meant for. */
  readonly met: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Counts kinds of outcomes. */
export class Tally extends Map<string, number> {
  note(kind: string): void {
    this.set(kind, (this.get(kind) ?? 0) + 1);
  }
}
