import { CommandError, UsageError } from './commandError.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { nearestOf } from './nearest.ts';

/** A command gets the arguments that follow its name. */
type Command = (args: readonly string[]) => Promise<ExitCode>;

/** Each command is loaded when it is called: `submit` must not wait for the server's modules. */
const commands: Readonly<Record<string, Command>> = {
  standalone: async (args) => (await import('../standalone/standaloneCommand.ts')).standaloneCommand(args),
  submit: async (args) => (await import('../submit/submitCommand.ts')).submitCommand(args),
  retry: async (args) => (await import('../retry/retryCommand.ts')).retryCommand(args),
  '--help': printHelp,
  '-h': printHelp,
  help: printHelp,
  '--version': printVersion,
};

/**
 * Runs one command line.
 * @param args without the program's name
 * @returns the exit code; errors are told on standard error in one sentence
 */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  try {
    return await commandOf(args[0])(args.slice(1));
  } catch (error) {
    // Loaded here: a command that goes well needs no error to be shown.
    const { printable } = await import('../submit/printable.ts');
    const lines = linesOf(error).map(printable);
    process.stderr.write(`sqllint: ${lines.join('\n')}\n`);
    return exitCodes.error;
  }
}

/**
 * A sentence is one line, whatever the server or a file name put into it. A defect of ours is shown with its stack; Node
 * itself would end with 1, which means Rejected.
 */
function linesOf(error: unknown): readonly string[] {
  if (error instanceof CommandError) return [error.message];
  const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `unexpected error: ${shown}`.split('\n');
}

function commandOf(name: string | undefined): Command {
  if (name === undefined)
    throw new UsageError('Say what to do, for instance `sqllint submit FOLDER`; see `sqllint --help`.');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command;
  const meant = nearestOf(name, Object.keys(commands));
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new UsageError(
    `There is no ${name.startsWith('-') ? 'option' : 'command'} ${name}.${hint} See \`sqllint --help\`.`,
  );
}

async function printHelp(): Promise<ExitCode> {
  const [{ mainHelp }, { writeOut }] = await Promise.all([import('./help.ts'), import('./output.ts')]);
  writeOut(mainHelp);
  return exitCodes.ok;
}

async function printVersion(): Promise<ExitCode> {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  (await import('./output.ts')).writeOut(`sqllint ${manifest.version}\n`);
  return exitCodes.ok;
}
