import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPopupContext } from '../../../src/support/popup-context.js';

const page = 'https://crm.example.com/customer';
const read = (query: string) => readPopupContext(`${page}?${query}`);

describe('readPopupContext', () => {
  it('reads every documented parameter of an inbound call', () => {
    expect(
      readPopupContext(
        `${page}?callerNum=5550100&calledNum=5550199&callid=1456404043-37&mediaType=1&callType=0&workNo=371` +
          '&callskill=Retail%20banking&callskillid=12&agentName=ann&origin=https%3A%2F%2Fworkbench.example.com#top',
      ),
    ).toEqual({
      callerNum: '5550100',
      calledNum: '5550199',
      callid: '1456404043-37',
      mediaType: 1,
      callType: 'in',
      rawCallType: '0',
      workNo: '371',
      callskill: 'Retail banking',
      callskillid: '12',
      agentName: 'ann',
      origin: 'https://workbench.example.com',
    });
  });

  it('tells an outbound call from an inbound one', () => {
    expect(read('callType=1')).toEqual({ callType: 'out', rawCallType: '1' });
  });

  it('reads the media type as the number that it is here', () => {
    expect(read('mediaType=5')).toEqual({ mediaType: 5 });
    expect(read('mediaType=audio')).toEqual({});
  });

  it('takes an unencoded plus before a number for what it was', () => {
    expect(read('callerNum=+5550100').callerNum).toBe('+5550100');
    expect(read('callerNum=%2B5550100').callerNum).toBe('+5550100');
  });

  it('gives nothing for a page that was opened without parameters', () => {
    expect(readPopupContext(new URL(page))).toEqual({});
  });

  it.each([
    'callerNum=',
    'callerNum=%3Cscript%3E',
    'callid=a%20b',
    'callid=1&callid=2',
    'mediaType=2',
    'mediaType=01',
    'callType=2',
    'callType=in',
    'workNo=%00',
    'agentName=a%0Ab',
    `callskill=${'x'.repeat(257)}`,
    'origin=workbench.example.com',
    'origin=https%3A%2F%2Fworkbench.example.com%2Fpath',
    'origin=https%3A%2F%2Fann%40workbench.example.com',
    'origin=javascript%3Aalert(1)',
    'origin=*',
    'callernum=5550100',
  ])('leaves out the malformed %s', (query) => {
    expect(read(query)).toEqual({});
  });

  it.each(['', 'not a url', '/customer?callid=1', '?callid=1'])('refuses %j, which is no absolute address', (url) => {
    expect(() => readPopupContext(url)).toThrow(expect.objectContaining({ code: 'config/invalid-option' }));
  });

  it('does not repeat the address in the error', () => {
    expect(() => readPopupContext('/customer?callerNum=5550100')).toThrow(/^((?!5550100).)*$/);
  });

  it('throws for no valid URL', () => {
    const name = fc.constantFrom('callerNum', 'callid', 'mediaType', 'callType', 'agentName', 'origin');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string({ unit: 'binary' }))), (parameters) => {
        const url = new URL(page);
        for (const [key, value] of parameters) url.searchParams.append(key, value);
        const context = readPopupContext(url);
        expect([undefined, 1, 5]).toContain(context.mediaType);
        expect([undefined, 'in', 'out']).toContain(context.callType);
      }),
      { numRuns: 1000 },
    );
  });
});
