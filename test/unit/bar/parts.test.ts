import { describe, expect, it } from 'vitest';
import { describeCallData } from '../../../src/bar/call-data.js';
import { onlyDigits } from '../../../src/bar/later/digits.js';
import { showDuration } from '../../../src/bar/duration.js';
import { farNumber, readLines } from '../../../src/bar/lines.js';
import { defaultShortcuts, findShortcut } from '../../../src/bar/shortcuts.js';
import { call, contact, state } from '../../support/bar-states.js';

describe('a duration', () => {
  it('is shown as a clock does, and never below zero', () => {
    expect([0, 999, 1000, 61_000, 3_600_000, 36_305_000, -5000].map(showDuration)).toEqual([
      '0:00',
      '0:00',
      '0:01',
      '1:01',
      '1:00:00',
      '10:05:05',
      '0:00',
    ]);
  });
});

it('digits are what a telephone can send, also when they are written wide', () => {
  expect(onlyDigits('+1 (555) 010-0100 #２')).toBe('+15550100100#2');
});

describe('lines', () => {
  const leg = call('talking', { id: 'leg', consultOf: 'call-a' });

  it('keep a consult leg with the call that it serves', () => {
    const { current, others, ringing } = readLines(state(undefined, [call('held'), leg]));
    expect([current?.call.id, current?.leg?.id, others.length, ringing.length]).toEqual(['call-a', 'leg', 0, 0]);
  });

  it('show a colleague’s question as a line of its own', () => {
    const asked = call('talking', { consultOf: 'not-ours', direction: 'internal' });
    expect(readLines(state(undefined, [asked])).current?.call).toBe(asked);
  });

  it('give the controls to the call that talks, then to the one in focus', () => {
    const other = call('held', { id: 'call-b', contactId: 'contact-b' });
    const idOf = (calls: Parameters<typeof state>[1], focusedContactId?: string): string | undefined =>
      readLines(state(undefined, calls, focusedContactId ? { focusedContactId } : {})).current?.call.id;
    expect(idOf([other, call('talking')], 'contact-b')).toBe('call-a');
    expect(idOf([call('held'), other], 'contact-b')).toBe('call-b');
    expect(idOf([other, call('held'), leg], 'contact-b')).toBe('call-a');
    expect(idOf([call('ended')])).toBeUndefined();
  });

  it('know who is at the other end', () => {
    expect(farNumber(call('talking'), '1001')).toBe('5550100');
    const out = call('dialing', { direction: 'out', callerNum: '5550199', calledNum: '5550177' });
    expect(farNumber(out, '1001')).toBe('5550177');
    const asked = call('ringing', { direction: 'internal', callerNum: '1002', calledNum: '1001' });
    expect(farNumber(asked, '1001')).toBe('1002');
  });
});

describe('call data', () => {
  it('shows the first plain values of an object', () => {
    const callData = '{"a":1,"b":{},"c":"","d":"x","e":true,"f":null,"g":"y","h":"z"}';
    expect(describeCallData(contact({ callData })).details).toEqual([
      ['a', '1'],
      ['d', 'x'],
      ['e', 'true'],
      ['g', 'y'],
    ]);
  });

  it.each(['', 'free text', '[1]', '"text"', 'null', '{'])('that is %j shows nothing', (callData) => {
    expect(describeCallData(contact({ callData }))).toEqual({});
  });
});

describe('a shortcut', () => {
  const press = (fields: Partial<KeyboardEvent>): KeyboardEvent =>
    ({
      key: '',
      code: '',
      altKey: false,
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
      ...fields,
    }) as KeyboardEvent;
  const find = (fields: Partial<KeyboardEvent>, isTyping = false): string | undefined =>
    findShortcut(press(fields), defaultShortcuts, isTyping);

  it('is its letter, also where Alt makes another of it or the layout has no such letters', () => {
    expect(find({ key: 'a', code: 'KeyQ', altKey: true })).toBe('answer');
    expect(find({ key: 'å', code: 'KeyA', altKey: true })).toBe('answer');
    expect(find({ key: 'ф', code: 'KeyA', altKey: true })).toBe('answer');
    expect(find({ key: 'q', code: 'KeyA', altKey: true })).toBeUndefined();
  });

  it('needs exactly its modifiers', () => {
    expect(find({ key: 'a', code: 'KeyA' })).toBeUndefined();
    expect(find({ key: 'a', code: 'KeyA', altKey: true, ctrlKey: true })).toBeUndefined();
    expect(find({ key: 'A', code: 'KeyA', altKey: true, shiftKey: true })).toBeUndefined();
  });

  it('without a modifier is none while somebody types, and may need Shift', () => {
    expect(find({ key: '?', shiftKey: true })).toBe('help');
    expect(find({ key: '?', shiftKey: true }, true)).toBeUndefined();
    expect(find({ key: 'h', code: 'KeyH', altKey: true }, true)).toBe('hold');
  });
});
