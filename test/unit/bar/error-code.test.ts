import { expect, it } from 'vitest';
import { errorCode } from '../../../src/bar/error-code.js';
import { AiccError } from '../../../src/errors.js';

it('of an error of ours is its own, of anything else that of what nobody expected', () => {
  expect(errorCode(new AiccError('call/refused'))).toBe('call/refused');
  for (const other of [undefined, null, 'text', new Error('text'), { code: 'call/refused' }]) {
    expect(errorCode(other)).toBe('server/internal');
  }
});
