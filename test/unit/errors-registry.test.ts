import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/error-codes.js';

const source = new URL('../../src/', import.meta.url);

/** Documented for systems that come later: no line of this version throws them yet. */
const reserved: readonly string[] = [];

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && path !== 'error-codes.ts' && path !== 'errors.ts',
);

/** Each code with the files that name it. */
const named = new Map<string, string[]>();
for (const path of files) {
  // An import path such as './server/x.js' does not begin with a quote and a group.
  const literal = /(['"`])((?:bridge|auth|call|media|net|verification|config|server)\/[a-z]+(?:-[a-z]+)*)\1/g;
  for (const [, , code = ''] of readFileSync(new URL(path, source), 'utf8').matchAll(literal)) {
    named.set(code, [...(named.get(code) ?? []), path]);
  }
}

/**
 * Codes that are put together, as in `verification/${why}` and `verification/proof-${why}`: what stands for the gap is a
 * literal in the same file.
 */
function isBuilt(code: string): boolean {
  const gaps = [...code.matchAll(/[/-]/g)].map(({ index }) => index + 1);
  return files.some((path) => {
    const text = readFileSync(new URL(path, source), 'utf8');
    return gaps.some((at) => text.includes(`\`${code.slice(0, at)}\${`) && text.includes(`'${code.slice(at)}'`));
  });
}

describe('the registry of error codes', () => {
  it('knows every code that the source names', () => {
    const unknown = [...named].filter(([code]) => !Object.hasOwn(errorCodes, code));
    expect(unknown).toEqual([]);
  });

  it('has no code that nothing throws, but those that are reserved', () => {
    const unused = Object.keys(errorCodes).filter((code) => !named.has(code) && !isBuilt(code));
    expect(unused.filter((code) => !reserved.includes(code))).toEqual([]);
  });

  it('says of each code what it means and what to do', () => {
    for (const [code, { meaning, remedy }] of Object.entries(errorCodes)) {
      expect(meaning, code).toMatch(/^[A-Z].{20,}\.$/);
      expect(remedy, code).toMatch(/^[A-Z].{8,}\.$/);
    }
  });

  it('holds only codes of the documented groups', () => {
    for (const code of Object.keys(errorCodes)) {
      expect(code).toMatch(/^(bridge|auth|call|media|net|verification|config|server)\/[a-z]+(-[a-z]+)*$/);
    }
  });
});
