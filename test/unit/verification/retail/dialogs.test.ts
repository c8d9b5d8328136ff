import { describe, expect, it } from 'vitest';
import { chinese } from '../../../../src/verification/language/chinese.js';
import { english } from '../../../../src/verification/language/english.js';
import { promptKeys } from '../../../../src/verification/language/language.js';
import { outputsOf } from '../../../../src/verification/retail/outputs.js';
import { aRun, elsewhere, registered } from './a-run.js';

const words = {
  en: {
    language: english,
    no: 'No',
    yes: 'Yes',
    number: 'It is 202 555 0000',
    channel: 'By phone',
    code: '123 457',
    named: [/John/, /somebody else's order/],
    nameless: [/belongs to an account/, /somebody else's order/],
    identified: /We have identified you/,
    unknown: /could not find.*registered phone number/,
    collected: /have your phone number/,
    choose: /by phone or by email/,
    confirm: /by phone.*yes or no/,
    sent: /ending in 0000.*few seconds/,
  },
  'zh-CN': {
    language: chinese,
    no: '否',
    yes: '是的',
    number: '号码是二零二 五五五 零零零零',
    channel: '电话',
    code: '一二三四五七',
    named: [/John/, /他人的订单/],
    nameless: [/对应一个已注册的账号/, /他人的订单/],
    identified: /已确认您的身份/,
    unknown: /没有对应的账号.*注册手机号码/,
    collected: /已记下您的手机号码/,
    choose: /手机还是电子邮件/,
    confirm: /手机.*“是”或“否”/,
    sent: /尾号为 0000.*几秒钟/,
  },
};

describe.each(Object.entries(words))('the sample dialogs in %s', (_, say) => {
  it('level 0: a recognised number, the name spoken before proof', () => {
    const run = aRun({ speakFirstNameBeforeProof: true }, say.language);
    expect(run.start({ auth_level_req: 0 }, registered)).toEqual([]);
    const [question] = run.found();
    for (const part of say.named) expect(question).toMatch(part);
    const [end] = run.hear(say.no);
    expect(end).toMatch(/John/);
    expect(end).toMatch(say.identified);
    expect(run.at).toBe('succeeded');
    expect(outputsOf(run.state)).toMatchObject({ auth_level: 0, user_first_name: 'John', phone_number: '2025550000' });
  });

  it('level 0: the same without a name', () => {
    const run = aRun({}, say.language);
    run.start({ auth_level_req: 0 }, registered);
    const [question] = run.found();
    for (const part of say.nameless) expect(question).toMatch(part);
    const [end] = run.hear(say.no);
    expect(end).toMatch(say.identified);
    expect([question, end].join()).not.toContain('John');
    expect(run.at).toBe('succeeded');
  });

  it('level 1: an unknown number, then a one-time code', () => {
    const run = aRun({}, say.language);
    run.start({ auth_level_req: 1 }, elsewhere);
    expect(run.feed({ on: 'no-account' })).toEqual([expect.stringMatching(say.unknown)]);
    expect(run.hear(say.number)).toEqual([]);
    expect(run.state.phone).toEqual({ number: registered, source: 'spoken' });
    expect(run.found()).toEqual([expect.stringMatching(say.collected), expect.stringMatching(say.choose)]);
    expect(run.hear(say.channel)).toEqual([expect.stringMatching(say.confirm)]);
    expect(run.hear(say.yes)).toEqual([]);
    expect(run.sent()).toEqual([expect.stringMatching(say.sent)]);
    run.hear(say.code);
    expect(run.effects.at(-1)).toEqual({ do: 'check-code', challengeId: 'challenge-1', code: '123457' });
    const [end] = run.feed({ on: 'code-right' });
    expect(end).toMatch(/John/);
    expect(end).toMatch(say.identified);
    expect(outputsOf(run.state)).toMatchObject({ auth_level: 1, user_first_name: 'John' });
  });
});

describe('the prompts', () => {
  it('are the same in both languages, with the same gaps to fill', () => {
    const gaps = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of promptKeys) {
      expect(new Set(gaps(chinese.prompts[key])), key).toEqual(new Set(gaps(english.prompts[key])));
    }
  });

  it('can be replaced one by one', () => {
    const prompts = { ...english.prompts, 'confirm-channel': 'Is {channel} fine?' };
    const run = aRun({}, { ...english, prompts });
    run.start({}, registered);
    run.found();
    run.hear('no');
    expect(run.hear('email please')).toEqual(['Is email fine?']);
  });
});
