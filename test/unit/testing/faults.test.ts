import { describe, expect, it } from 'vitest';
import { createFaultBox } from '../../../src/testing/faults.js';
import { errorOf } from '../../support/rejection.js';

describe('the box of armed faults', () => {
  it('gives each fault as often as it was armed, in order', () => {
    const box = createFaultBox();
    box.arm('drop', { count: 2 });
    box.arm('duplicate');
    const kinds = Array.from({ length: 4 }, () => box.take('event', '371')?.kind);
    expect(kinds).toEqual(['drop', 'drop', 'duplicate', undefined]);
  });

  it('hits only the agent and the target that it is for', () => {
    const box = createFaultBox();
    box.arm('error', { workNo: '372' });
    expect(box.take('event', '372')).toBeUndefined();
    expect(box.take('operation', '371')).toBeUndefined();
    expect(box.take('operation', '372')).toEqual({
      kind: 'error',
      on: 'operation',
      ms: 1000,
      code: 'net/unreachable',
    });
  });

  it('forgets what is armed', () => {
    const box = createFaultBox();
    box.arm('drop', { count: 10 });
    box.clear();
    expect(box.take('event', '371')).toBeUndefined();
  });

  it.each([
    ['error', 'event'],
    ['duplicate', 'operation'],
    ['reorder', 'answer'],
  ] as const)('refuses %s on an %s, which means nothing', (kind, on) => {
    const box = createFaultBox();
    expect(errorOf(() => box.arm(kind, { on })).code).toBe('config/invalid-option');
  });
});
