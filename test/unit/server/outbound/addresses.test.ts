import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOfAddress } from '../../../../src/server/outbound/addresses.js';

const special = [
  ['this network', '0.0.0.0', '0.1.2.3'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ['carrier NAT, and a cloud’s metadata in it', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  ['link-local, with the metadata of clouds', '169.254.169.254'],
  ['a cloud’s own', '168.63.129.16'],
  ['protocols, documentation, benchmarks', '192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.9'],
  ['6to4 relays', '192.88.99.1'],
  ['multicast, reserved, broadcast', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  [
    'IPv6: unspecified, link-local, unique local, site-local',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12::1',
    'fec0::1',
  ],
  ['IPv6: multicast, discard, documentation', 'ff02::1', '100::1', '2001:db8::1', '3fff::1'],
  ['IPv6: Teredo, 6to4, old IPv4-compatible', '2001::1', '2002:7f00:1::', '::10.0.0.1', '::8.8.8.8'],
  ['mapped IPv4', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '0:0:0:0:0:ffff:c0a8:0101'],
  ['IPv4 behind NAT64', '64:ff9b::10.0.0.1', '64:ff9b::127.0.0.1', '64:ff9b:1::8.8.8.8'],
  ['what is no address', '', 'localhost', '127.1', '1.2.3', '8.8.8.8 ', '[::1]'],
] as const;

describe('What an address is for', () => {
  it.each(special)('special: %s', (_name, ...addresses) => {
    expect(addresses.filter((address = '') => kindOfAddress(address) !== 'special')).toEqual([]);
  });

  it.each(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1'])(
    'loopback: %s',
    (address) => {
      expect(kindOfAddress(address)).toBe('loopback');
    },
  );

  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('global: %s', (address) => {
    expect(kindOfAddress(address)).toBe('global');
  });

  it('says of a mapped address what it says of the address itself', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const groups = [(a << 8) | b, (c << 8) | d].map((group) => group.toString(16)).join(':');
        expect(kindOfAddress(`::ffff:${groups}`)).toBe(kindOfAddress(address));
        expect(kindOfAddress(`::FFFF:${address}`)).toBe(kindOfAddress(address));
      }),
    );
  });

  it('has an answer for every IPv6 address', () => {
    fc.assert(fc.property(fc.ipV6(), (address) => ['global', 'loopback', 'special'].includes(kindOfAddress(address))));
  });
});
