import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonPath, readJsonPath } from '../../../../src/server/dialogflow/json-path.js';
import { errorOf } from '../../../support/rejection.js';

const reply = { routes: [{ legs: [{ distance: { value: 3321004 }, 'last-name': 'x' }] }], none: null, zero: 0 };

describe('A path into a reply', () => {
  it.each([
    ['$.routes[0].legs[0].distance.value', 3321004],
    ['$.routes[0].legs[0].last-name', 'x'],
    ['$.routes[0].legs', reply.routes[0]!.legs],
    ['$', reply],
    ['$.none', null],
    ['$.zero', 0],
    ['$.routes[1].legs', undefined],
    ['$.routes.legs', undefined],
    ['$.none.more', undefined],
    ['$.zero[0]', undefined],
    ['$.toString', undefined],
    ['$.routes.length', undefined],
    ['$.__proto__', undefined],
  ])('%s leads to what stands there', (path, value) => {
    expect(readJsonPath(reply, parseJsonPath(path))).toEqual(value);
  });

  it.each([
    '',
    'routes',
    '$routes',
    '$.',
    '$..routes',
    '$.a[-1]',
    '$.a[x]',
    '$.a[*]',
    "$['a']",
    '$.a b',
    '$.a]',
    '$.a[',
  ])('%s is none', (path) => {
    expect(errorOf(() => parseJsonPath(path)).code).toBe('config/invalid-option');
  });

  it('finds each value of any JSON, and never fails', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(fc.oneof(fc.nat(5), fc.constantFrom('a', 'b', 'length', '__proto__'))),
        (json, path) => {
          let expected: unknown = JSON.parse(JSON.stringify(json));
          for (const step of path) {
            const has = typeof expected === 'object' && expected !== null && Object.hasOwn(expected, step);
            const isOwn = has && Array.isArray(expected) === (typeof step === 'number');
            expected = isOwn ? (expected as Record<string | number, unknown>)[step] : undefined;
          }
          expect(readJsonPath(JSON.parse(JSON.stringify(json)), path)).toEqual(expected);
        },
      ),
    );
  });
});
