import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/error-codes.js';
import { AiccError, isAiccError, type AiccErrorCode } from '../../src/errors.js';

const codes = Object.keys(errorCodes) as AiccErrorCode[];

describe('AiccError', () => {
  it.each(codes)('%s is retryable exactly when the registry says so', (code) => {
    expect(new AiccError(code, 'text').retryable).toBe(errorCodes[code].retryable);
  });

  it('lets a system that knows better say whether it is retryable, both ways', () => {
    expect(new AiccError('net/timeout', 'text', { retryable: false }).retryable).toBe(false);
    expect(new AiccError('call/refused', 'text', { retryable: true }).retryable).toBe(true);
  });

  it('is an Error with its name, message and stack', () => {
    const error = new AiccError('call/refused', 'The agent refused');
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('AiccError: The agent refused');
    expect(error.stack).toContain('errors.test');
  });

  it('says its code and where that is explained when it was given no words', () => {
    expect(new AiccError('bridge/closed').message).toBe('bridge/closed (See docs/errors.md#bridgeclosed)');
  });

  it('points to the heading of its code in the documentation, unless a remedy is given', () => {
    expect(new AiccError('bridge/peer-gone', 'text').remedy).toBe('See docs/errors.md#bridgepeer-gone');
    expect(new AiccError('bridge/peer-gone', 'text', { remedy: 'Wait.' }).remedy).toBe('Wait.');
  });

  it('has a cause only when one is given', () => {
    expect('cause' in new AiccError('call/refused', 'text')).toBe(false);
    expect(new AiccError('call/refused', 'text', { cause: null }).cause).toBeNull();
  });

  it('tells everything but its cause and its stack as JSON', () => {
    const cause = Object.assign(new Error('token secret-abc was refused'), { token: 'secret-abc' });
    const error = new AiccError('auth/token-rejected', 'Refused', { cause, context: { requestId: 7 } });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'AiccError',
      code: 'auth/token-rejected',
      message: 'Refused',
      retryable: false,
      remedy: 'See docs/errors.md#authtoken-rejected',
      context: { requestId: 7 },
    });
    expect(JSON.stringify({ error })).not.toContain('secret-abc');
  });
});

describe('isAiccError', () => {
  it('knows an error of this copy, and its code', () => {
    const error = new AiccError('net/timeout', 'text');
    expect(isAiccError(error)).toBe(true);
    expect(isAiccError(error, 'net/timeout')).toBe(true);
    expect(isAiccError(error, 'net/aborted')).toBe(false);
  });

  it('knows an error of another copy of the package in another realm', () => {
    const compile = (file: string): string => {
      const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
      return ts.transpileModule(source, {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
      }).outputText;
    };
    const foreign = vm.runInNewContext(
      `const load = (code, require) => { const exports = {}; eval(code); return exports; };
      const { AiccError } = load(errors, () => load(brand));
      new AiccError('call/refused', 'text')`,
      { errors: compile('errors.ts'), brand: compile('error-brand.ts') },
    ) as AiccError;
    expect(foreign).not.toBeInstanceOf(Error);
    expect(foreign).not.toBeInstanceOf(AiccError);
    expect(isAiccError(foreign)).toBe(true);
    expect(isAiccError(foreign, 'call/refused')).toBe(true);
    expect(isAiccError(foreign, 'net/timeout')).toBe(false);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'net/timeout'],
    ['a plain Error', new Error('text')],
    ['an object that only looks like one', { name: 'AiccError', code: 'net/timeout', message: 'text' }],
    ['a JSON copy of one', new AiccError('net/timeout', 'text').toJSON()],
    ['a function', () => undefined],
  ])('refuses %s', (_name, value) => {
    expect(isAiccError(value)).toBe(false);
  });
});
