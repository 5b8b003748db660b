import { CommandError } from '../command/commandError.ts';
import { errorCode } from '../command/errorCode.ts';

/** The sentence for an address that cannot be listened on. */
export function listenProblem(
  { host, port }: { readonly host: string; readonly port: number },
  error: unknown,
): CommandError {
  const code = errorCode(error) ?? String(error);
  return new CommandError(`${sentenceOf(code, host, port)}`, { cause: error });
}

function sentenceOf(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use; choose another --port, or 0 for a free one.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user; choose a --port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine; choose another --host.`;
    default:
      return `The server cannot listen on port ${port} of ${host} (${code}).`;
  }
}
