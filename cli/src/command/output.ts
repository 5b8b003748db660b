import { errorCode } from './errorCode.ts';
import { exitCodes } from './exitCodes.ts';

// Node needs 3 ms to open standard output. That happens when this module is loaded: `submit` loads it while the server
// works.
process.stdout.on('error', leaveWithoutReader);

export function writeOut(text: string): void {
  process.stdout.write(text);
}

/** Whoever read the output has gone (`sqllint submit ... | head`): nobody wants to know the rest. */
function leaveWithoutReader(error: unknown): void {
  if (errorCode(error) !== 'EPIPE') throw error;
  process.exit(exitCodes.error);
}
