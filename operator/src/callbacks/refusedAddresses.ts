import { BlockList, isIP } from 'node:net';

/**
 * IPv4 that is not everybody's: the special-purpose registry of IANA (RFC 6890), multicast and the reserved rest. The
 * metadata services of clouds (169.254.169.254, 100.100.100.200) are in it.
 */
const refusedV4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/** Of IPv6 only global unicast can be anybody's. Outside are ::1, ::ffff:0:0/96, 64:ff9b::/96, fc00::/7, fe80::/10, ff00::/8. */
const globalV6 = blockList('ipv6', [['2000::', 3]]);

/** What is special within it: Teredo and other protocols, documentation, 6to4, which carries an IPv4 address. */
const refusedV6 = blockList('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

/** True when an address leads, or may lead, into the operator's own networks; also for what is no address. */
export function isRefusedAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return refusedV4.check(address, 'ipv4');
    case 6:
      return address.includes('%') || !globalV6.check(address, 'ipv6') || refusedV6.check(address, 'ipv6');
    default:
      return true;
  }
}

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}
