/** Whether this process may work, of all operators of an installation. */
export interface Leadership {
  /** Begins to want it. */
  start(): void;
  /** May be asked at any moment, also right after the process was held up: true only while nobody else can lead. */
  isLeading(): boolean;
  /** Gives it up, so that the next one can lead at once. The work must have stopped before. */
  stop(): Promise<void>;
}

/** For the only operator of an installation. */
export function soleLeadership(onElected: () => void): Leadership {
  let leading = false;
  return {
    start: () => {
      leading = true;
      onElected();
    },
    isLeading: () => leading,
    stop: async () => {
      leading = false;
    },
  };
}
