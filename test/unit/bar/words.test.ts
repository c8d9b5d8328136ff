import { describe, expect, expectTypeOf, it } from 'vitest';
import { en as enFirst } from '../../../src/bar/i18n/en.js';
import { enLater } from '../../../src/bar/i18n/en-later.js';
import type { BarMessageKey, BarMessages } from '../../../src/bar/i18n/messages.js';
import { createTranslator, findLanguage } from '../../../src/bar/i18n/translate.js';
import { zhCN } from '../../../src/bar/i18n/zh-cn.js';
import { errorCodes } from '../../../src/error-codes.js';
import type { AiccErrorCode } from '../../../src/errors.js';

const en = { ...enFirst, ...enLater.words };

const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const codes = Object.keys(errorCodes) as AiccErrorCode[];

describe('the built-in languages', () => {
  it('say the same, and fill in the same', () => {
    expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en) as BarMessageKey[]) {
      expect(places(zhCN[key]), key).toEqual(places(en[key]));
      expect(zhCN[key].trim()).not.toBe('');
    }
    expectTypeOf(zhCN).toEqualTypeOf<BarMessages>();
  });

  it.each(['en', 'zh-CN'])('have words for every error, or show its code (%s)', (tag) => {
    const t = createTranslator(tag, tag === 'en' ? undefined : zhCN, {}, enLater);
    expect(t.tag).toBe(tag);
    for (const code of codes) {
      const text = t.error(code);
      expect(text).not.toContain('{');
      if (text.includes(code)) expect(text).toBe(t('failed', { code }));
    }
    expect(t.error('server/internal')).toContain('server/internal');
    expect(t.error('auth/forbidden')).toBe(t('bridge/not-allowed'));
    expect(t.error('auth/interaction-required')).toBe(t('auth/login-required'));
    expect(t('auth/login-required')).not.toBe(t('failed', { code: 'auth/login-required' }));
  });

  it('keep Chinese out of English and English out of Chinese', () => {
    const foreign = /[\u4e00-\u9fff]/;
    expect(Object.values(en).filter((text) => foreign.test(text))).toEqual([]);
    expect(Object.values(zhCN).filter((text) => !foreign.test(text))).toEqual([]);
  });
});

describe('a language', () => {
  it('is the very one, else one of the same tongue, else the next wanted, else English', () => {
    const tag = (...languages: string[]): string => findLanguage(languages, { fr: {} });
    const tags = [tag('ZH-cn'), tag('zh-TW'), tag('xx', 'fr-CA'), tag('xx'), tag()];
    expect(tags).toEqual(['zh-CN', 'zh-CN', 'fr', 'en', 'en']);
  });

  it('from a catalogue overrides what is built in, and may word an error', () => {
    const t = createTranslator('zh-CN', zhCN, { 'zh-CN': { ready: '就绪', 'net/aborted': '已取消' } });
    expect([t('ready'), t('busy'), t.error('net/aborted')]).toEqual(['就绪', '示忙', '已取消']);
  });

  it('is English as long as it has neither words nor a catalogue', () => {
    expect(createTranslator('zh-CN').tag).toBe('en');
    expect(createTranslator('zh-CN', undefined, { 'zh-CN': {} }).tag).toBe('zh-CN');
  });
});
