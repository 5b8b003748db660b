import { type ExitCode, exitCodes } from '../command/exitCodes.ts';
import { writeOut } from '../command/output.ts';
import { readStandaloneOptions } from './standaloneOptions.ts';

/** `sqllint standalone`: runs until a signal ends it. */
export async function standaloneCommand(args: readonly string[]): Promise<ExitCode> {
  const options = readStandaloneOptions(args, process.env);
  if (options === undefined) {
    writeOut((await import('../command/help.ts')).standaloneHelp);
    return exitCodes.ok;
  }
  const { nextSignal } = await import('./nextSignal.ts');
  const { startServer } = await import('./startServer.ts');
  const ending = new AbortController();
  const ended = nextSignal();
  void ended.then(() => ending.abort());
  const server = await startServer(options, ending.signal);
  writeOut(`listening on ${server.url}\n`);
  server.logger.info({ signal: await ended }, 'ending');
  await server.stop();
  return exitCodes.ok;
}
