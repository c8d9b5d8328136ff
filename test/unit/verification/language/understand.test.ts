import { describe, expect, it } from 'vitest';
import type { Expected } from '../../../../src/verification/language/caller-turn.js';
import { chinese } from '../../../../src/verification/language/chinese.js';
import { english } from '../../../../src/verification/language/english.js';
import type { Language } from '../../../../src/verification/language/language.js';
import { understand } from '../../../../src/verification/language/understand.js';

/** `text → meaning`; a meaning that is digits or a channel is written as such. */
function check(language: Language, expected: Expected, rows: Readonly<Record<string, string>>): void {
  for (const [text, meaning] of Object.entries(rows)) {
    const turn = understand({ type: 'text', text }, expected, language);
    const told = turn.on === 'digits' ? turn.digits : turn.on === 'channel' ? turn.channel : turn.on;
    expect(told, text).toBe(meaning);
  }
}

describe('English', () => {
  it('answers yes and no', () => {
    check(english, 'yes-no', {
      Yes: 'yes',
      "Yes, that's right.": 'yes',
      'no problem': 'yes',
      'OK!': 'yes',
      No: 'no',
      "That's not right": 'no',
      'not correct': 'no',
      'I don’t': 'no',
      'yes no': 'no-match',
      'what?': 'no-match',
      yesterday: 'no-match',
      '   ': 'silence',
    });
  });
  it('says digits in groups, as words, doubled', () => {
    check(english, 'code', {
      '123 456': '123456',
      '123-456.': '123456',
      'one two three four five seven': '123457',
      'double four triple seven 1': '447771',
      'oh oh one two three four': '001234',
      'It is 12 34 56': '123456',
      'one moment, please': 'no-match',
      '１２３４５６': '123456',
    });
    check(english, 'number', { '+1 (202) 555-0000': '+12025550000', 'plus one two oh two 555 0000': '+12025550000' });
  });
  it('chooses a channel', () => {
    check(english, 'channel', {
      'by phone': 'phone',
      'a text message': 'phone',
      'E-mail, please': 'email',
      'e mail': 'email',
      'phone or email?': 'no-match',
      yes: 'yes',
    });
  });
  it('says what is wrong with the code', () => {
    check(english, 'code', {
      "I didn't get it": 'not-received',
      'I have not received a code': 'not-received',
      'that number is wrong': 'wrong-number',
      "That's not my number": 'wrong-number',
      yes: 'no-match',
    });
  });
  it('asks for a person and refuses, wherever it is asked', () => {
    for (const expected of ['number', 'yes-no', 'channel', 'code', 'resend'] as const) {
      check(english, expected, {
        'give me a human': 'agent',
        'I want to talk to someone': 'agent',
        "I won't tell you": 'refusal',
        'I refuse': 'refusal',
      });
    }
  });
});

describe('Chinese', () => {
  it('answers yes and no', () => {
    check(chinese, 'yes-no', {
      是: 'yes',
      '是的,没错': 'yes',
      没问题: 'yes',
      不是: 'no',
      不对: 'no',
      否: 'no',
      什么: 'no-match',
    });
  });
  it('says digits', () => {
    check(chinese, 'code', {
      '123 456': '123456',
      一二三四五七: '123457',
      '验证码是 幺二三 四五六': '123456',
      等一下: 'no-match',
      没收到: 'not-received',
      号码不对: 'wrong-number',
    });
    check(chinese, 'number', { 'yi 138 0013 8000': '13800138000', 一三八零零一三八零零零: '13800138000' });
  });
  it('chooses a channel', () => {
    check(chinese, 'channel', { 手机: 'phone', 发短信吧: 'phone', 电子邮件: 'email', 邮箱: 'email' });
  });
  it('asks for a person and refuses', () => {
    check(chinese, 'code', { 转人工: 'agent', 我不想说: 'refusal', 我拒绝: 'refusal' });
  });
});

describe('keys', () => {
  it.each([
    ['yes-no', '1', { on: 'yes' }],
    ['yes-no', '2', { on: 'no' }],
    ['yes-no', '0', { on: 'agent' }],
    ['yes-no', '7', { on: 'no-match' }],
    ['channel', '1', { on: 'channel', channel: 'phone' }],
    ['channel', '2', { on: 'channel', channel: 'email' }],
    ['channel', '12', { on: 'no-match' }],
    ['code', '123457#', { on: 'digits', digits: '123457' }],
    ['code', '#', { on: 'no-match' }],
    ['number', '2025550000', { on: 'digits', digits: '2025550000' }],
    ['resend', '1', { on: 'yes' }],
    ['resend', '123457', { on: 'digits', digits: '123457' }],
  ] as const)('%s: %s', (expected, digits, turn) => {
    expect(understand({ type: 'dtmf', digits }, expected, english)).toEqual(turn);
  });

  it('tell silence and the end apart', () => {
    expect(understand({ type: 'silence' }, 'code', english)).toEqual({ on: 'silence' });
    expect(understand({ type: 'hang-up' }, 'code', english)).toEqual({ on: 'hang-up' });
  });
});
