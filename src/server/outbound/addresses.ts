import { BlockList, isIP } from 'node:net';

/**
 * What an IP address is for. Nothing but `global` may be called on a tenant's word: a private address is somebody's
 * inside, a loopback one is this machine, and behind link-local ones clouds keep their credentials.
 */
export type AddressKind = 'global' | 'loopback' | 'special';

/** The special-purpose registry of IANA, multicast and the reserved top, and one address that a cloud made special. */
const specialIPv4 = listOf('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
]);

/** All that is ever routed globally stands in 2000::/3. */
const unicastIPv6 = listOf('ipv6', ['2000::/3']);

/** Of that: protocol assignments with Teredo, documentation, and 6to4, which hides an IPv4 address. */
const specialIPv6 = listOf('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

export function kindOfAddress(address: string): AddressKind {
  switch (isIP(address)) {
    case 4:
      if (address.startsWith('127.')) return 'loopback';
      return specialIPv4.check(address) ? 'special' : 'global';
    case 6: {
      const groups = groupsOf(address);
      if (!groups) return 'special';
      const prefix = groups.slice(0, 6).join();
      // An IPv4 address written as IPv6 is itself; behind NAT64 it is another machine's, and never our loopback.
      if (prefix === mapped) return kindOfAddress(lastAsIPv4(groups));
      if (prefix === nat64) return kindOfAddress(lastAsIPv4(groups)) === 'global' ? 'global' : 'special';
      const canonical = groups.map((group) => group.toString(16)).join(':');
      if (canonical === '0:0:0:0:0:0:0:1') return 'loopback';
      return unicastIPv6.check(canonical, 'ipv6') && !specialIPv6.check(canonical, 'ipv6') ? 'global' : 'special';
    }
    default:
      return 'special';
  }
}

/** ::ffff:0:0/96 and 64:ff9b::/96, which have an IPv4 address as their last two groups. */
const mapped = [0, 0, 0, 0, 0, 0xffff].join();
const nat64 = [0x64, 0xff9b, 0, 0, 0, 0].join();

function lastAsIPv4(groups: readonly number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups; undefined for an address with a zone (`fe80::1%eth0`), which is never global. */
function groupsOf(address: string): readonly number[] | undefined {
  if (address.includes('%')) return undefined;
  // A URL writes an address in its one canonical form.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (part = ''): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [read(head), read(tail)];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function listOf(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = '', prefix] = subnet.split('/');
    list.addSubnet(net, Number(prefix), family);
  }
  return list;
}
