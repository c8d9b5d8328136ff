/**
 * Messages of D-Bus, little-endian, as far as Chromium speaks of notifications: what a desktop on Linux is told.
 *
 * A value is written as its type says: `y` byte, `b` boolean, `i` `u` 32 bits, `s` `o` text, `g` a type, `a` list, `(…)`
 * and `{…}` several, `v` a type with its value.
 */
export interface BusMessage {
  /** 1 call, 2 reply, 3 error, 4 signal. */
  readonly type: number;
  readonly serial: number;
  readonly wantsReply: boolean;
  /** By the numbers of D-Bus: {@link fieldOf}. */
  readonly fields: Readonly<Record<number, unknown>>;
  readonly body: readonly unknown[];
}

export const fieldOf = { path: 1, interface: 2, member: 3, error: 4, replyTo: 5, to: 6, from: 7, types: 8 } as const;

/** What each field is. */
const fieldTypes: Readonly<Record<number, string>> = { 1: 'o', 2: 's', 3: 's', 4: 's', 5: 'u', 6: 's', 7: 's', 8: 'g' };

const alignments: Readonly<Record<string, number>> = { y: 1, g: 1, v: 1, '(': 8, '{': 8 };
const alignmentOf = (type: string): number => alignments[type.charAt(0)] ?? 4;
const roundUp = (length: number, step: number): number => Math.ceil(length / step) * step;

const typesOf = (fields: BusMessage['fields']): string[] => split((fields[fieldOf.types] as string | undefined) ?? '');

/** `sa{sv}u` is `s`, `a{sv}` and `u`. */
function split(types: string): string[] {
  const all: string[] = [];
  let depth = 0;
  let started = '';
  for (const each of types) {
    started += each;
    if ('({'.includes(each)) depth += 1;
    if (')}'.includes(each)) depth -= 1;
    if (depth > 0 || each === 'a') continue;
    all.push(started);
    started = '';
  }
  return all;
}

function createReader(bytes: Buffer, start = 0): (type: string) => unknown {
  let at = start;
  const take = (length: number): number => {
    at += length;
    return at - length;
  };
  const text = (length: number): string => {
    const from = take(length + 1);
    return bytes.toString('utf8', from, from + length);
  };
  const read = (type: string): unknown => {
    at = roundUp(at, alignmentOf(type));
    const kind = type.charAt(0);
    if (kind === 'y') return bytes.readUInt8(take(1));
    if (kind === 'i') return bytes.readInt32LE(take(4));
    if (kind === 'u') return bytes.readUInt32LE(take(4));
    if (kind === 'b') return bytes.readUInt32LE(take(4)) === 1;
    if (kind === 'g') return text(bytes.readUInt8(take(1)));
    if (kind === 's' || kind === 'o') return text(bytes.readUInt32LE(take(4)));
    if (kind === 'v') return read(String(read('g')));
    if (kind === '(' || kind === '{') return split(type.slice(1, -1)).map(read);
    if (kind !== 'a') throw new Error(`A type that is not known here: ${type}`);
    const length = bytes.readUInt32LE(take(4));
    const of = type.slice(1);
    at = roundUp(at, alignmentOf(of));
    const list: unknown[] = [];
    for (const end = at + length; at < end;) list.push(read(of));
    return list;
  };
  return read;
}

function write(out: number[], type: string, value: unknown): void {
  const pad = (step: number): void => {
    while (out.length % step > 0) out.push(0);
  };
  const number = (wanted: number): number[] => [0, 8, 16, 24].map((shift) => (wanted >>> shift) & 255);
  const kind = type.charAt(0);
  pad(alignmentOf(type));
  if (kind === 'y') out.push(Number(value));
  else if (kind === 'i' || kind === 'u' || kind === 'b') out.push(...number(Number(value)));
  else if (kind === 's' || kind === 'o' || kind === 'g') {
    const text = [...Buffer.from(String(value))];
    out.push(...(kind === 'g' ? [text.length] : number(text.length)), ...text, 0);
  } else if (kind === 'v') {
    const [itsType, itsValue] = value as readonly [string, unknown];
    write(out, 'g', itsType);
    write(out, itsType, itsValue);
  } else if (kind === '(' || kind === '{') {
    split(type.slice(1, -1)).forEach((each, index) => {
      write(out, each, (value as readonly unknown[])[index]);
    });
  } else if (kind === 'a') {
    const place = out.length;
    out.push(0, 0, 0, 0);
    pad(alignmentOf(type.slice(1)));
    const start = out.length;
    for (const each of value as readonly unknown[]) write(out, type.slice(1), each);
    out.splice(place, 4, ...number(out.length - start));
  } else throw new Error(`A type that is not known here: ${type}`);
}

/** The first message of what came, if all of it is there, and how long it is. */
export function readMessage(bytes: Buffer): { readonly message: BusMessage; readonly length: number } | undefined {
  if (bytes.length < 16) return undefined;
  const head = roundUp(16 + bytes.readUInt32LE(12), 8);
  const length = head + bytes.readUInt32LE(4);
  if (bytes.length < length) return undefined;
  const fields = Object.fromEntries(createReader(bytes, 12)('a(yv)') as [number, unknown][]) as BusMessage['fields'];
  const body = typesOf(fields).map(createReader(bytes.subarray(head, length)));
  const [type = 0, flags = 0] = bytes.subarray(1, 3);
  return { message: { type, serial: bytes.readUInt32LE(8), wantsReply: flags % 2 === 0, fields, body }, length };
}

export function writeMessage({ type, serial, fields, body }: Omit<BusMessage, 'wantsReply'>): Buffer {
  const content: number[] = [];
  typesOf(fields).forEach((each, index) => {
    write(content, each, body[index]);
  });
  const out = ['l'.charCodeAt(0), type, 0, 1];
  write(out, 'u', content.length);
  write(out, 'u', serial);
  const named = Object.entries(fields).map(([name, value]) => [Number(name), [fieldTypes[Number(name)], value]]);
  write(out, 'a(yv)', named);
  while (out.length % 8 > 0) out.push(0);
  return Buffer.from([...out, ...content]);
}
