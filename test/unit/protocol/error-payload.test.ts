import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../src/error-codes.js';
import { AiccError, type AiccErrorCode } from '../../../src/errors.js';
import { reviveError, toErrorPayload } from '../../../src/protocol/error-payload.js';
import { isErrorPayload } from '../../../src/protocol/guards.js';

const codes = Object.keys(errorCodes) as AiccErrorCode[];

const errors = fc
  .record({
    code: fc.constantFrom(...codes),
    message: fc.string(),
    retryable: fc.boolean(),
    context: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
    cause: fc.option(fc.constantFrom(...codes), { nil: undefined }),
  })
  .map(({ code, message, retryable, context, cause }) => {
    return new AiccError(code, message, { retryable, context, cause: cause && new AiccError(cause, `of ${message}`) });
  });

describe('an error that crosses', () => {
  it('keeps code, message, retryable and data, and of its cause the code and the message', () => {
    fc.assert(
      fc.property(errors, (error) => {
        const payload = structuredClone(toErrorPayload(error));
        expect(isErrorPayload(payload)).toBe(true);
        const revived = reviveError(payload);
        expect(revived).toBeInstanceOf(AiccError);
        expect(revived.toJSON()).toEqual(error.toJSON());
        const cause = error.cause as AiccError | undefined;
        expect(revived.cause).toEqual(cause && { name: cause.code, message: cause.message });
      }),
    );
  });

  it('keeps that it is not retryable though its code is, and the other way round', () => {
    for (const code of ['net/timeout', 'call/refused'] as const) {
      for (const retryable of [true, false]) {
        expect(reviveError(toErrorPayload(new AiccError(code, 'text', { retryable }))).retryable).toBe(retryable);
      }
    }
  });

  it('does not take along the stack', () => {
    expect(JSON.stringify(toErrorPayload(new AiccError('call/refused', 'text')))).not.toContain('error-payload.test');
  });

  it.each<[string, unknown]>([
    ['an Error', new Error('secret-abc')],
    ['a text', 'secret-abc'],
    ['an object', { code: 'call/refused', message: 'secret-abc' }],
    ['nothing', undefined],
  ])('says nothing of itself when it is %s', (_name, thrown) => {
    const payload = toErrorPayload(thrown);
    expect(payload).toEqual({
      code: 'bridge/handler-failed',
      message: 'The other side failed in an unexpected way',
      retryable: false,
      data: {},
    });
  });
});
