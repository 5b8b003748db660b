import type { CpuByPart } from './processCpu.ts';

/** A running installation that is measured. */
export interface MeasuredService {
  readonly url: string;
  /** Of every request, for instance a token. */
  readonly headers: Readonly<Record<string, string>>;
  /** What its processes have used so far. */
  cpu(): Promise<CpuByPart>;
  end(): Promise<void>;
}
