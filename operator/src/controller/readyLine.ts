/**
 * - `prompt`: something happened to it, or its time has come
 * - `calm`: it can wait while others are prompt, such as one of thousands that nobody has begun with yet
 */
export type Urgency = 'prompt' | 'calm';

/** Of so many keys one is calm, while both kinds wait. */
const calmEvery = 8;

/** Keys that are ready to be worked on: first come, first served within their urgency; none waits for ever. */
export class ReadyLine {
  // Sets keep the order of insertion, and let a key change its line.
  readonly #prompt = new Set<string>();
  readonly #calm = new Set<string>();
  #taken = 0;

  /** A calm key that is added as a prompt one becomes prompt; the other way round nothing changes. */
  add(key: string, urgency: Urgency): void {
    if (urgency === 'prompt') {
      this.#calm.delete(key);
      this.#prompt.add(key);
    } else if (!this.#prompt.has(key)) this.#calm.add(key);
  }

  take(): string | undefined {
    this.#taken += 1;
    const turn = this.#taken % calmEvery === 0 ? [this.#calm, this.#prompt] : [this.#prompt, this.#calm];
    for (const line of turn) {
      for (const key of line) {
        line.delete(key);
        return key;
      }
    }
    return undefined;
  }

  clear(): void {
    this.#prompt.clear();
    this.#calm.clear();
  }
}
