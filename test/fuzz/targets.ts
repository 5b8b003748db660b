import type { FuzzTarget } from './target.ts';
import { archiveTarget } from './targets/archive.ts';
import { chunksTarget } from './targets/chunks.ts';
import { engineTarget } from './targets/engine.ts';
import { linesTarget, protocolTarget } from './targets/protocol.ts';
import { textTarget } from './targets/text.ts';

export const targets: readonly FuzzTarget[] = [
  archiveTarget,
  textTarget,
  chunksTarget,
  linesTarget,
  protocolTarget,
  engineTarget,
];
