import { describe, expect, it } from 'vitest';
import { readApiAnswer } from '../../../../src/verification/flow/api-answer.js';

describe('the answer of a third-party API', () => {
  it('is read in the documented form, with what it returns beside', () => {
    const text =
      '{"calldata":{"data":{"verifyResult":1,"verifyReturn1":"a","verifyReturn2":"b","verifyReturn3":"c","more":true}}}';
    expect(readApiAnswer(text)).toEqual({ result: 1, returns: ['a', 'b', 'c'] });
  });

  it.each([0, 1, 2, 3] as const)('takes %i as a number and as a digit, with one wrapper or two', (result) => {
    for (const value of [result, `${result}`]) {
      const data = { verifyResult: value };
      expect(readApiAnswer(JSON.stringify({ data }))).toEqual({ result, returns: ['', '', ''] });
      expect(readApiAnswer(JSON.stringify({ calldata: { data } }))?.result).toBe(result);
    }
  });

  it.each([
    '',
    'null',
    '1',
    '[]',
    '{}',
    '{"verifyResult":1}',
    '{"data":null}',
    '{"data":[{"verifyResult":1}]}',
    '{"data":{}}',
    '{"data":{"verifyResult":4}}',
    '{"data":{"verifyResult":-1}}',
    '{"data":{"verifyResult":1.5}}',
    '{"data":{"verifyResult":"01"}}',
    '{"data":{"verifyResult":" 1"}}',
    '{"data":{"verifyResult":""}}',
    '{"data":{"verifyResult":true}}',
    '{"data":{"verifyResult":null}}',
    '{"data":{"verifyResult":[1]}}',
    '{"data":{"__proto__":{"verifyResult":1}}}',
    '{"__proto__":{"data":{"verifyResult":1}}}',
    '{"calldata":{"verifyResult":1}}',
    '{"calldata":{"data":{"verifyResult":1},"code":0}}',
    '{"data":{"verifyResult":1},"calldata":{"data":{"verifyResult":2}}}',
    '{"result":{"data":{"verifyResult":1}}}',
    '{"calldata":"{\\"data\\":{\\"verifyResult\\":1}}"}',
    // The sample in the documentation, which is not JSON.
    'calldata:{"data":{"verifyResult":1,"verifyReturn1":"","verifyReturn2":"","verifyReturn3:"",""}}',
  ])('is not guessed from %s', (text) => {
    expect(readApiAnswer(text)).toBeUndefined();
  });

  it('drops a return that is no text', () => {
    expect(readApiAnswer('{"data":{"verifyResult":2,"verifyReturn1":7}}')?.returns).toEqual(['', '', '']);
  });
});
