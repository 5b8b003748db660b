import { BlockList, isIP } from 'node:net';

/** What an installation allows although it lies in its own networks. */
export interface AllowedTargets {
  /** By the name in the address of the callback: whatever it resolves to. */
  hasHost(host: string): boolean;
  hasAddress(address: string): boolean;
}

const hostName = /^(?=.{1,253}$)(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const cidr = /^([0-9a-f.:]+)\/(\d{1,3})$/;

/**
 * @param text addresses (10.1.2.3), networks (10.1.0.0/16, fd00::/8) and hosts (hooks.example.com, *.example.com),
 *   separated by commas
 * @throws RangeError with a sentence that names the entry that is none of these
 */
export function parseAllowedTargets(text: string): AllowedTargets {
  const networks = new BlockList();
  const hosts = new Set<string>();
  const entries = text.split(',').map((entry) => entry.trim().toLowerCase());
  for (const entry of entries.filter((entry) => entry !== '')) {
    if (!addNetwork(networks, entry) && !addHost(hosts, entry)) {
      throw new RangeError(
        `"${entry}" is no address, network or host; write for instance 10.1.0.0/16 or hooks.example.com`,
      );
    }
  }
  return {
    hasHost: (host) => hosts.has(host) || parentsOf(host).some((parent) => hosts.has(`*.${parent}`)),
    hasAddress: (address) => {
      const family = isIP(address);
      return family !== 0 && networks.check(address, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

function addNetwork(networks: BlockList, entry: string): boolean {
  const [, base, bits] = cidr.exec(entry) ?? [];
  const address = base ?? entry;
  const family = isIP(address);
  if (family === 0) return false;
  const longest = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (prefix > longest) return false;
  networks.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return true;
}

function addHost(hosts: Set<string>, entry: string): boolean {
  // What ends in digits would be read as an address: 10.1.2 is 10.1.0.2.
  if (!hostName.test(entry) || /(^|\.)\d+$/.test(entry)) return false;
  hosts.add(entry);
  return true;
}

function parentsOf(host: string): readonly string[] {
  const labels = host.split('.');
  return labels.slice(1).map((_, index) => labels.slice(index + 1).join('.'));
}
