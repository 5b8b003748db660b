import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AllowedTargets } from './allowedTargets.ts';
import { isRefusedAddress } from './refusedAddresses.ts';

/** A target that may not be called, now or later. The message is a sentence for whoever submitted the job. */
export class TargetRefusedError extends Error {
  override readonly name = 'TargetRefusedError';
}

export interface TargetRules {
  readonly allowed: AllowedTargets;
  readonly allowHttp: boolean;
  readonly ports: readonly number[];
}

/** `lookup` of node:dns, which tests replace. */
export type Lookup = (
  host: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface Target {
  readonly url: URL;
  /** For the connection: yields only addresses that may be called, so that what was checked is what is connected to. */
  readonly lookup: LookupFunction;
}

/**
 * Checks the address of a callback as far as it can be without asking for names; the rest is checked by `lookup`, whose
 * errors are TargetRefusedErrors too.
 * @throws TargetRefusedError
 */
export function guardTarget(address: string, rules: TargetRules, resolve: Lookup = systemLookup): Target {
  const url = parse(address);
  const problem = problemOf(url, rules);
  if (problem !== undefined) throw new TargetRefusedError(problem);
  const host = hostOf(url);
  const trusted = rules.allowed.hasHost(host);
  const isRefused = (ip: string): boolean => !trusted && !rules.allowed.hasAddress(ip) && isRefusedAddress(ip);
  // A connection to an address asks nobody for it.
  if (isIP(host) !== 0 && isRefused(host)) throw new TargetRefusedError(ownNetwork(host));
  return { url, lookup: guardedLookup(resolve, isRefused) };
}

function parse(address: string): URL {
  try {
    return new URL(address);
  } catch {
    throw new TargetRefusedError(
      'spec.callback.url is no address; write for instance https://hooks.example.com/sqllint.',
    );
  }
}

function problemOf(url: URL, { allowHttp, ports }: TargetRules): string | undefined {
  const isHttp = url.protocol === 'http:';
  if (url.protocol !== 'https:' && !isHttp) return `spec.callback.url may not be ${url.protocol}; use https.`;
  if (isHttp && !allowHttp) return 'spec.callback.url may not be http here; use https, or ask to have http allowed.';
  const port = Number(url.port || (isHttp ? 80 : 443));
  if (!ports.includes(port))
    return `spec.callback.url may not have the port ${port} here; allowed: ${ports.join(', ')}.`;
  if (url.username !== '' || url.password !== '') {
    return 'spec.callback.url may hold no user and no password; sign with spec.callback.secretRef instead.';
  }
  return undefined;
}

/** Without the brackets of IPv6 and the dot of the root. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function ownNetwork(host: string): string {
  return `The address of ${host} is not a public one; ask to have it allowed for callbacks, or use another spec.callback.url.`;
}

/** One address that is refused refuses the name: which of them is connected to is not for the name's owner to play with. */
function guardedLookup(resolve: Lookup, isRefused: (ip: string) => boolean): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) done(error, '', 0);
      else if (first === undefined) done(new Error(`There is no address of ${host}.`), '', 0);
      else if (addresses.some(({ address }) => isRefused(address)))
        done(new TargetRefusedError(ownNetwork(host)), '', 0);
      else if (options.all === true) done(null, [...addresses]);
      else done(null, first.address, first.family);
    });
  };
}
