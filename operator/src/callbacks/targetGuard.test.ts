import type { LookupAddress } from 'node:dns';
import { isIPv4 } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAllowedTargets } from './allowedTargets.ts';
import { isRefusedAddress } from './refusedAddresses.ts';
import { guardTarget, type Lookup, type TargetRules } from './targetGuard.ts';

const rules: TargetRules = { allowed: parseAllowedTargets(''), allowHttp: true, ports: [80, 443] };

describe('addresses of the own networks', () => {
  test.each([
    ['this network', '0.0.0.0'],
    ['private, class A', '10.255.255.255'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['a metadata service', '100.100.100.200'],
    ['loopback', '127.0.0.53'],
    ['link-local, metadata', '169.254.169.254'],
    ['private, class B', '172.31.255.254'],
    ['protocol assignments', '192.0.0.8'],
    ['private, class C', '192.168.1.1'],
    ['benchmarks', '198.19.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback of IPv6', '::1'],
    ['IPv4 in IPv6', '::ffff:10.0.0.1'],
    ['IPv4 in IPv6, in hexadecimal', '::ffff:7f00:1'],
    ['IPv4 in IPv6 that would be public', '::ffff:8.8.8.8'],
    ['IPv4 compatible', '::10.0.0.1'],
    ['NAT64', '64:ff9b::a00:1'],
    ['unique local', 'fd00::1'],
    ['metadata over IPv6', 'fd00:ec2::254'],
    ['link-local of IPv6', 'fe80::1'],
    ['with a zone', 'fe80::1%eth0'],
    ['multicast of IPv6', 'ff02::1'],
    ['6to4 around a private address', '2002:a00:1::'],
    ['Teredo', '2001:0:a00:1::'],
    ['no address at all', 'localhost'],
  ])('refuses what is %s: %s', (_, address) => {
    expect(isRefusedAddress(address)).toBe(true);
  });

  test.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.0', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'does not refuse %s',
    (address) => {
      expect(isRefusedAddress(address)).toBe(false);
    },
  );

  const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
  const privateV4 = fc
    .tuple(
      fc.constantFrom([0x0a000000, 24], [0x7f000000, 24], [0xa9fe0000, 16], [0xac100000, 20], [0xc0a80000, 16]),
      fc.nat(0xffffff),
    )
    .map(([[base = 0, bits = 0], host]) => (base + (host % 2 ** bits)) >>> 0);

  test('are refused however they are written', () => {
    const spellings: readonly ((value: number) => string)[] = [
      dotted,
      (value) => String(value),
      (value) => `0x${value.toString(16)}`,
      (value) => `0${value.toString(8)}`,
      (value) => `${value >>> 24}.${value & 0xffffff}`,
      (value) => `[::ffff:${dotted(value)}]`,
      (value) => `[::ffff:${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}]`,
      (value) => `[64:ff9b::${dotted(value)}]`,
      (value) => `[2002:${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}::1]`,
      (value) => `${dotted(value)}.`,
    ];
    fc.assert(
      fc.property(privateV4, fc.constantFrom(...spellings), (value, spell) => {
        expect(() => guardTarget(`https://${spell(value)}/hook`, rules)).toThrow(/is not a public one/);
      }),
    );
  });

  test('are refused when a name leads to one of them, whatever else it leads to', async () => {
    const publicV4 = fc
      .nat(0xffffffff)
      .map(dotted)
      .filter((address) => !isRefusedAddress(address));
    await fc.assert(
      fc.asyncProperty(
        fc.array(publicV4, { maxLength: 3 }),
        privateV4.map(dotted),
        fc.nat(3),
        async (good, bad, at) => {
          const addresses = good.toSpliced(at, 0, bad);
          await expect(resolved(addresses)).rejects.toThrow(/hooks\.example\.com is not a public one/);
          if (good.length > 0) expect(await resolved(good)).toEqual(good);
        },
      ),
    );
  });
});

async function resolved(addresses: readonly string[], some: TargetRules = rules): Promise<readonly string[]> {
  const found = addresses.map((address): LookupAddress => ({ address, family: isIPv4(address) ? 4 : 6 }));
  const resolve: Lookup = (_host, _options, done) => done(null, found);
  const { lookup } = guardTarget('https://hooks.example.com/', some, resolve);
  return await new Promise((fulfil, reject) => {
    lookup('hooks.example.com', { all: true }, (error, answer) => {
      if (error) reject(error);
      else fulfil((answer as LookupAddress[]).map(({ address }) => address));
    });
  });
}

describe('a target', () => {
  test.each([
    ['another scheme', 'ftp://hooks.example.com', /may not be ftp:; use https/],
    ['http where only https is allowed', 'http://hooks.example.com', /may not be http here/],
    ['another port', 'https://hooks.example.com:6379', /port 6379 here; allowed: 443/],
    ['a user and a password', 'https://a:b@hooks.example.com', /no user and no password/],
    ['no address', 'https://', /is no address/],
    ['the brackets of nothing', 'https://[]', /is no address/],
  ])('with %s is refused in a sentence', (_, address, message) => {
    const strict = { ...rules, allowHttp: false, ports: [443] };
    expect(() => guardTarget(address, strict)).toThrow(message);
  });

  test('that is allowed may be an address, a network or a host', async () => {
    const allowed = parseAllowedTargets('10.1.2.3, 10.2.0.0/16,fd00::/8, hooks.example.com, *.corp.example');
    const some = { ...rules, allowed };
    for (const host of ['10.1.2.3', '10.2.255.1', '[fd12::1]'])
      expect(() => guardTarget(`http://${host}/`, some)).not.toThrow();
    for (const host of ['10.1.2.4', '[fe80::1]', '127.0.0.1'])
      expect(() => guardTarget(`http://${host}/`, some)).toThrow();
    expect(await resolved(['192.168.0.1'], some)).toEqual(['192.168.0.1']);
    expect(allowed.hasHost('a.b.corp.example')).toBe(true);
    expect(allowed.hasHost('corp.example')).toBe(false);
    expect(allowed.hasHost('evilcorp.example')).toBe(false);
  });

  test.each(['10.0.0.0/33', '10.0.0', 'http://a', 'a b', '*', '10.0.0.0/'])('cannot be allowed as %j', (entry) => {
    expect(() => parseAllowedTargets(entry)).toThrow(`"${entry}" is no address, network or host`);
  });
});
