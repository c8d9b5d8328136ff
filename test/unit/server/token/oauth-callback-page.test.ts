import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { oauthCallbackPage } from '../../../../src/server/index.js';
import { rejectionOf } from '../../../support/rejection.js';

const pageOrigin = 'https://crm.example.com';

describe('the callback page', () => {
  it('runs the one script that its policy names, and loads nothing', async () => {
    const response = await oauthCallbackPage({ pageOrigin });
    const html = await response.text();
    const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text = '']) => text);
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256').update(scripts[0]!).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(html).not.toMatch(/src=|href=/);
  });

  it('holds the reply as data that ends neither attribute nor script', async () => {
    const reply = { access_token: '"><script>alert(1)</script>&amp;', token_type: 'bearer' };
    const html = await (await oauthCallbackPage({ pageOrigin, reply })).text();
    const [, data = ''] = /data-answer="([^"]*)"/.exec(html) ?? [];
    expect(data).not.toMatch(/[<>]/);
    const entities: Record<string, string> = { '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' };
    const text = data.replace(/&(quot|lt|gt|amp);/g, (each) => entities[each]!);
    expect(JSON.parse(text)).toEqual({ origin: pageOrigin, reply });
  });

  it.each(['*', 'https://*.example.com', 'http://crm.example.com', 'https://crm.example.com/', 'null', ''])(
    'posts to one exact origin, not to %j',
    async (origin) => {
      expect((await rejectionOf(oauthCallbackPage({ pageOrigin: origin }))).code).toBe('config/invalid-origin');
    },
  );
});
