import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { randomId } from '../../../src/random-id.js';
import { createHandshake, type HandshakePeer } from '../../../src/wire/handshake.js';
import { asHandshakeMessage, type HandshakeMessage } from '../../../src/wire/messages.js';

interface Letter {
  readonly message: HandshakeMessage;
  readonly targetOrigin: string;
  readonly ports: readonly MessagePort[];
}

const opened: MessagePort[] = [];

afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

/** One side, with what it posts kept instead of sent. */
function aSide(id: string) {
  const outbox: Letter[] = [];
  const joined: { port: MessagePort; peer: HandshakePeer }[] = [];
  const unsupported: string[] = [];
  const handshake = createHandshake({
    id,
    post: (message, targetOrigin, transfer = []) => {
      const ports = transfer as MessagePort[];
      opened.push(...ports);
      outbox.push({ message: message as HandshakeMessage, targetOrigin, ports });
    },
    onPort: (port, peer) => {
      opened.push(port);
      joined.push({ port, peer });
    },
    onUnsupported: (origin) => unsupported.push(origin),
  });
  const origin = `https://${id}.example.com`;
  return { id, origin, outbox, joined, unsupported, handshake };
}

type Side = ReturnType<typeof aSide>;

const deliver = (from: Side, letter: Letter, to: Side): void => {
  to.handshake.receive(letter.message, from.origin, letter.ports);
};

/** Delivers everything, back and forth, until nobody has anything to say. */
function exchange(a: Side, b: Side): void {
  const sent = new Map([
    [a, 0],
    [b, 0],
  ]);
  for (let moved = true; moved;) {
    moved = false;
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const next = from.outbox[sent.get(from)!];
      if (!next) continue;
      sent.set(from, sent.get(from)! + 1);
      deliver(from, next, to);
      moved = true;
    }
  }
}

const syn = (id: string, min = 1, max = 1): HandshakeMessage => ({ aicc: 'syn', id, min, max });

describe('the handshake', () => {
  it.each([
    ['the lower id begins', (low: Side, _high: Side) => low.handshake.begin()],
    ['the higher id begins', (_low: Side, high: Side) => high.handshake.begin()],
    [
      'both begin and their SYNs cross',
      (low: Side, high: Side) => {
        low.handshake.begin();
        high.handshake.begin();
      },
    ],
    [
      'both begin twice',
      (low: Side, high: Side) => {
        for (const side of [high, low, high, low]) side.handshake.begin();
      },
    ],
  ])('makes one channel when %s', (_name, begin) => {
    const low = aSide('aaa');
    const high = aSide('bbb');
    begin(low, high);
    exchange(low, high);
    expect(low.joined.map(({ peer }) => peer)).toEqual([{ id: 'bbb', origin: high.origin, protocol: 1 }]);
    expect(high.joined.map(({ peer }) => peer)).toEqual([{ id: 'aaa', origin: low.origin, protocol: 1 }]);
  });

  it('gives the two sides the two ends of one channel', async () => {
    const low = aSide('aaa');
    const high = aSide('bbb');
    low.handshake.begin();
    exchange(low, high);
    const heard = new Promise((resolve) => {
      low.joined[0]!.port.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
    });
    high.joined[0]!.port.postMessage('hello');
    expect(await heard).toBe('hello');
  });

  it('sends nothing but the empty SYN to everybody, and the port to the exact origin only', () => {
    const low = aSide('aaa');
    const high = aSide('bbb');
    low.handshake.begin();
    high.handshake.begin();
    exchange(low, high);
    for (const { message, targetOrigin, ports } of [...low.outbox, ...high.outbox]) {
      if (targetOrigin === '*') {
        expect(Object.keys(message).toSorted()).toEqual(['aicc', 'id', 'max', 'min']);
        expect(message.aicc).toBe('syn');
        expect(ports).toEqual([]);
      }
    }
    const acks = high.outbox.filter(({ message }) => message.aicc === 'ack');
    expect(acks).toMatchObject([{ targetOrigin: low.origin, message: { id: 'bbb', peer: 'aaa', protocol: 1 } }]);
    expect(acks[0]?.ports).toHaveLength(1);
    expect(low.outbox.every(({ message }) => message.aicc === 'syn')).toBe(true);
  });

  it('answers the first SYN of a higher id, and no other of the same id', () => {
    const low = aSide('aaa');
    low.handshake.receive(syn('bbb'), 'https://peer.example.com', []);
    low.handshake.receive(syn('bbb'), 'https://peer.example.com', []);
    expect(low.outbox).toMatchObject([
      { message: { aicc: 'syn', id: 'aaa' }, targetOrigin: 'https://peer.example.com' },
    ]);
    low.handshake.receive(syn('ccc'), 'https://peer.example.com', []);
    expect(low.outbox).toHaveLength(2);
  });

  it('does not remember for ever who says ever new ids', () => {
    const low = aSide('aaa');
    const greet = (id: string): number => {
      low.handshake.receive(syn(id), 'https://peer.example.com', []);
      return low.outbox.length;
    };
    greet('bbb');
    for (let count = 0; count < 1000; count += 1) greet(`flood-${count}`);
    const answered = low.outbox.length;
    expect(answered).toBe(1001);
    expect(greet('bbb')).toBe(answered + 1);
    expect(greet('bbb')).toBe(answered + 1);
  });

  it('makes no second channel for a repeated SYN, nor for a repeated ACK', () => {
    const low = aSide('aaa');
    const high = aSide('bbb');
    low.handshake.begin();
    exchange(low, high);
    const ack = high.outbox.find(({ message }) => message.aicc === 'ack')!;
    deliver(high, ack, low);
    deliver(low, low.outbox[0]!, high);
    expect(low.joined).toHaveLength(1);
    expect(high.joined).toHaveLength(1);
    expect(high.outbox.filter(({ message }) => message.aicc === 'ack')).toHaveLength(1);
  });

  it('makes a channel for each life of a peer', () => {
    const host = aSide('mmm');
    for (const id of ['aaa', 'bbb']) {
      const guest = aSide(id);
      guest.handshake.begin();
      exchange(guest, host);
      expect(guest.joined).toHaveLength(1);
    }
    expect(host.joined.map(({ peer }) => peer.id)).toEqual(['aaa', 'bbb']);
  });

  it.each<[string, HandshakeMessage, boolean]>([
    ['for another side', { aicc: 'ack', id: 'bbb', peer: 'zzz', protocol: 1 }, true],
    ['of a lower id, which may not lead', { aicc: 'ack', id: '000', peer: 'aaa', protocol: 1 }, true],
    ['without a port', { aicc: 'ack', id: 'bbb', peer: 'aaa', protocol: 1 }, false],
    ['of a version that this side does not speak', { aicc: 'ack', id: 'bbb', peer: 'aaa', protocol: 2 }, true],
    ['of version nought', { aicc: 'ack', id: 'bbb', peer: 'aaa', protocol: 0 }, true],
  ])('ignores an ACK %s, and still takes the right one', (_name, message, hasPort) => {
    const low = aSide('aaa');
    const { port1, port2 } = new MessageChannel();
    opened.push(port1, port2);
    low.handshake.receive(message, 'https://peer.example.com', hasPort ? [port1] : []);
    expect(low.joined).toEqual([]);
    low.handshake.receive({ aicc: 'ack', id: 'bbb', peer: 'aaa', protocol: 1 }, 'https://peer.example.com', [port2]);
    expect(low.joined).toMatchObject([{ peer: { id: 'bbb', protocol: 1 } }]);
  });

  it('does not speak with itself', () => {
    const side = aSide('aaa');
    side.handshake.receive(syn('aaa'), side.origin, []);
    expect(side.outbox).toEqual([]);
  });
});

describe('the versions of the handshake', () => {
  it.each(['000', 'zzz'])('agree on the highest that both know, whoever leads (peer %s)', (id) => {
    const side = aSide('mmm');
    side.handshake.receive(syn(id, 1, 9), 'https://peer.example.com', []);
    expect(side.unsupported).toEqual([]);
    expect(side.outbox).toHaveLength(1);
    if (id < 'mmm') expect(side.outbox[0]?.message).toMatchObject({ aicc: 'ack', protocol: 1 });
  });

  it.each([
    ['newer', '000', 2, 5],
    ['newer', 'zzz', 2, 5],
    ['older', '000', 0, 0],
    ['older', 'zzz', 0, 0],
    ['impossible', '000', 5, 1],
  ])('that are all %s than ours are reported, and nothing is sent (peer %s)', (_name, id, min, max) => {
    const side = aSide('mmm');
    side.handshake.receive(syn(id, min, max), 'https://peer.example.com', []);
    expect(side.unsupported).toEqual(['https://peer.example.com']);
    expect(side.outbox).toEqual([]);
    expect(side.joined).toEqual([]);
  });

  it('may be mended by a peer of the same window that comes again with another id', () => {
    const side = aSide('mmm');
    side.handshake.receive(syn('000', 2, 5), 'https://peer.example.com', []);
    side.handshake.receive(syn('001'), 'https://peer.example.com', []);
    expect(side.joined).toHaveLength(1);
  });
});

describe('over a line that doubles and reorders, the handshake', () => {
  it('makes exactly one channel for a pair, whoever leads and begins', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{1,4}$/), { minLength: 2, maxLength: 2 });
    const begins = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(ids, begins, fc.array(fc.nat(), { maxLength: 60 }), ([one = '', two = ''], starts, choices) => {
        const sides = [aSide(one), aSide(two)] as const;
        for (const index of starts) sides[index as 0 | 1].handshake.begin();
        const letters = (): [Side, Letter, Side][] => [
          ...sides[0].outbox.map((letter): [Side, Letter, Side] => [sides[0], letter, sides[1]]),
          ...sides[1].outbox.map((letter): [Side, Letter, Side] => [sides[1], letter, sides[0]]),
        ];
        // Any of the letters that exist, again and again, in any order…
        for (const choice of choices) {
          const all = letters();
          deliver(...all[choice % all.length]!);
        }
        // …and each at least once in the end, newest first.
        const seen = new Set<Letter>();
        for (let next; (next = letters().findLast(([, letter]) => !seen.has(letter)));) {
          seen.add(next[1]);
          deliver(...next);
        }
        expect([sides[0].joined.length, sides[1].joined.length]).toEqual([1, 1]);
        expect(sides[0].outbox.concat(sides[1].outbox).filter(({ message }) => message.aicc === 'ack')).toHaveLength(1);
        for (const port of opened.splice(0)) port.close();
      }),
      { numRuns: 500 },
    );
  });
});

describe('a message of the handshake', () => {
  it.each<[string, unknown]>([
    ['a SYN', syn('aaa')],
    ['a SYN that says more, as of a newer version', { ...syn('aaa'), color: 'red' }],
    ['an ACK', { aicc: 'ack', id: 'aaa', peer: 'bbb', protocol: 1 }],
  ])('is %s', (_name, message) => {
    expect(asHandshakeMessage(message)).toBe(message);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['text', 'syn'],
    ['a list', [syn('aaa')]],
    ['an event of the vendor', { type: 'eventpost', data: {} }],
    ['an unknown kind', { aicc: 'fin', id: 'aaa', min: 1, max: 1 }],
    ['a SYN without an id', { aicc: 'syn', min: 1, max: 1 }],
    ['a SYN whose id is no text', { aicc: 'syn', id: 1, min: 1, max: 1 }],
    ['a SYN with odd versions', { aicc: 'syn', id: 'aaa', min: -1, max: 1.5 }],
    ['an ACK without a peer', { aicc: 'ack', id: 'aaa', protocol: 1 }],
    ['an ACK without a version', { aicc: 'ack', id: 'aaa', peer: 'bbb' }],
  ])('is not %s', (_name, message) => {
    expect(asHandshakeMessage(message)).toBeUndefined();
  });
});

describe('randomId', () => {
  it('gives 128 random bits as numbers of 32', () => {
    const ids = Array.from({ length: 100 }, randomId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^(\d{1,10}-){3}\d{1,10}$/);
  });

  it('needs no secure context', () => {
    vi.stubGlobal('crypto', { getRandomValues: (numbers: Uint32Array) => numbers.fill(10) });
    expect(randomId()).toBe('10-10-10-10');
    vi.unstubAllGlobals();
  });
});
