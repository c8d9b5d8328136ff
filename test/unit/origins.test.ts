import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOriginMatcher, type OriginRules } from '../../src/origins.js';
import { errorOf } from '../support/rejection.js';

const matches = (entry: string, origin: string, rules?: OriginRules): boolean =>
  createOriginMatcher([entry], rules)(origin);
const refusal = (entry: unknown, rules?: OriginRules): string =>
  errorOf(() => createOriginMatcher([entry as string], rules)).code;

describe('an exact origin', () => {
  it.each(['https://workbench.example.com', 'https://workbench.example.com:8443', 'https://[2001:db8::1]:8443'])(
    'matches itself: %s',
    (origin) => {
      expect(matches(origin, origin)).toBe(true);
    },
  );

  it.each([
    ['https://example.com', 'https://example.com.evil.example'],
    ['https://example.com', 'https://evilexample.com'],
    ['https://example.com', 'https://sub.example.com'],
    ['https://example.com', 'https://exampleXcom'],
    ['https://example.com', 'http://example.com'],
    ['https://example.com', 'https://example.com:8443'],
    ['https://example.com:8443', 'https://example.com'],
    ['https://example.com', 'https://example.com.'],
    ['https://example.com', 'null'],
    ['https://example.com', ''],
  ])('%s does not match %j', (entry, origin) => {
    expect(matches(entry, origin)).toBe(false);
  });
});

describe('a wildcard', () => {
  it.each([
    ['https://*.example.com', 'https://a.example.com'],
    ['https://*.example.com', 'https://a.b.example.com'],
    ['https://*.example.com:8443', 'https://a.example.com:8443'],
    ['https://*.desk.example.co.uk', 'https://a.desk.example.co.uk'],
    ['https://*.xn--bcher-kva.example', 'https://shop.xn--bcher-kva.example'],
  ])('%s matches %s', (entry, origin) => {
    expect(matches(entry, origin)).toBe(true);
  });

  it.each([
    ['https://*.example.com', 'https://example.com'],
    ['https://*.example.com', 'https://evilexample.com'],
    ['https://*.example.com', 'https://a.exampleXcom'],
    ['https://*.example.com', 'https://a.example.com.evil.example'],
    ['https://*.example.com', 'http://a.example.com'],
    ['https://*.example.com', 'https://a.example.com:8443'],
    ['https://*.example.com:8443', 'https://a.example.com'],
    ['https://*.example.com:8443', 'https://a.example.com:84430'],
    ['https://*.example.com', 'https://a.example.com\n'],
    ['https://*.example.com', 'x https://a.example.com'],
    ['https://*.example.com', 'null'],
  ])('%s does not match %j', (entry, origin) => {
    expect(matches(entry, origin)).toBe(false);
  });

  it.each([
    '*',
    'https://*',
    'https://*.com',
    'https://*.localhost',
    'https://*.co.uk',
    'https://*.com.cn',
    'https://*.github.io',
    'https://*.pages.dev',
    'https://*.herokuapp.com',
    'https://*.0.0.1',
    'https://*.10.0.0.1',
    'https://a.*.example.com',
    'https://*a.example.com',
    'https://*.*.example.com',
    'https://www*.example.com',
    'https://*.example.*',
    'https://*.example.com:*',
    'https://*.example.com:443',
    'https://*.example.com/',
    'https://*.example.com/path',
    'https://*.EXAMPLE.com',
    'https://*.bücher.example',
    'http://*.example.com',
    'http://*.localhost',
    '*.example.com',
    'https://*.example.com https://b.example.com',
    'https://*.exa(mple|mine).com',
  ])('that could let in too much, or nothing, is refused: %s', (entry) => {
    expect(refusal(entry)).toBe('config/invalid-origin');
    expect(refusal(entry, { dangerouslyAllowHttp: true })).toBe('config/invalid-origin');
  });
});

describe('http', () => {
  it.each([
    'http://localhost',
    'http://localhost:5173',
    'http://127.0.0.1:8080',
    'http://127.1.2.3',
    'http://[::1]:8080',
  ])('is trusted on loopback: %s', (origin) => {
    expect(matches(origin, origin)).toBe(true);
  });

  it.each([
    'http://workbench.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://mylocalhost',
    'http://192.168.0.1',
    'http://[::2]',
    'http://0.0.0.0',
  ])('elsewhere needs to be allowed by name: %s', (origin) => {
    expect(refusal(origin)).toBe('config/invalid-origin');
    expect(matches(origin, origin, { dangerouslyAllowHttp: true })).toBe(true);
  });

  it('that is allowed is still exact', () => {
    const rules = { dangerouslyAllowHttp: true };
    expect(matches('http://legacy.example', 'https://legacy.example', rules)).toBe(false);
    expect(matches('http://legacy.example', 'http://www.legacy.example', rules)).toBe(false);
  });
});

describe('what is no origin', () => {
  it.each([
    '',
    'null',
    'example.com',
    'https://',
    'https://example.com/',
    'https://example.com/path',
    'https://example.com?x',
    'https://example.com#x',
    'https://user@example.com',
    'https://user:secret@example.com',
    'https://example.com@evil.example',
    'https://example.com:443',
    'https://EXAMPLE.com',
    'https://bücher.example',
    ' https://example.com',
    'https:example.com',
    'https://exam ple.com',
    'file:///tmp/page.html',
    'data:text/html,x',
    'blob:https://example.com/1',
    'about:blank',
    'mailto:ann@example.com',
    'ws://localhost',
    'ftp://localhost',
    'chrome-extension://abc',
    undefined,
    null,
    7,
    {},
    /https:/,
    new URL('https://example.com'),
  ])('is refused: %s', (entry) => {
    expect(refusal(entry)).toBe('config/invalid-origin');
    expect(refusal(entry, { dangerouslyAllowHttp: true })).toBe('config/invalid-origin');
  });

  it('is named in the message', () => {
    expect(errorOf(() => createOriginMatcher(['https://*.co.uk'])).message).toContain('https://*.co.uk');
  });

  it.each([[undefined], [[]], ['https://example.com'], [null]])(
    'a list that is missing has its own error: %j',
    (list) => {
      expect(errorOf(() => createOriginMatcher(list as string[])).code).toBe('config/allowed-origins-missing');
    },
  );
});

describe('a list of origins', () => {
  it('matches what any of its entries does', () => {
    const isAllowed = createOriginMatcher(['https://a.example', 'https://*.b.example', 'http://localhost:1']);
    expect(['https://a.example', 'https://x.b.example', 'http://localhost:1'].map(isAllowed)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['https://b.example', 'https://x.a.example', 'http://localhost:2'].map(isAllowed)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('is refused as a whole for one bad entry', () => {
    expect(errorOf(() => createOriginMatcher(['https://a.example', '*'])).code).toBe('config/invalid-origin');
  });

  it('lets in, of all origins that a URL can have, only those whose host ends at a label border', () => {
    const isAllowed = createOriginMatcher(['https://*.example.com']);
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
    const host = fc
      .tuple(
        fc.array(label, { maxLength: 3 }),
        fc.constantFrom('example.com', 'xexample.com', 'example.com.evil', 'evil'),
      )
      .map(([labels, end]) => [...labels, end].join('.'));
    fc.assert(
      fc.property(host, fc.constantFrom('https', 'http'), fc.constantFrom('', ':8443'), (name, scheme, port) => {
        const { origin, hostname } = new URL(`${scheme}://${name}${port}`);
        expect(isAllowed(origin)).toBe(scheme === 'https' && port === '' && hostname.endsWith('.example.com'));
      }),
      { numRuns: 1000 },
    );
  });
});
