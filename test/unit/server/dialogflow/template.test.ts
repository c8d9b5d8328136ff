import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyTemplate, urlTemplate } from '../../../../src/server/dialogflow/template.js';
import { errorOf } from '../../../support/rejection.js';

/** Texts, and those that mean something where they are put. */
const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '..',
    '.',
    '/',
    '../..',
    '%2e%2e',
    '\\',
    '@x',
    '"',
    '\\"',
    '\u2028',
    '\ud800',
    '$flow.channel',
    '#',
    '?',
  ),
);

const call = {
  session: { phone_number: '2025550100', size: 3, orders: ['a', 'b'], empty: null, hostile: '","admin":true,"x":"' },
  flow: { channel: 'phone' },
};

describe('A body', () => {
  it('holds the values of the parameters that it refers to, of their own types', () => {
    const body = bodyTemplate({
      phone: '$session.params.phone_number',
      by: { channel: '$flow.channel', size: '$session.params.size' },
      list: ['$session.params.orders', '$session.params.empty', 7, true, null],
    });
    expect(body(call)).toEqual({
      phone: '2025550100',
      by: { channel: 'phone', size: 3 },
      list: [['a', 'b'], null, 7, true, null],
    });
  });

  it('has them as text where more text stands around them', () => {
    const body = bodyTemplate({
      text: 'A number: $session.params.size, by $flow.channel. $1',
      list: 'x$session.params.orders',
    });
    expect(body(call)).toEqual({ text: 'A number: 3, by phone. $1', list: 'x["a","b"]' });
  });

  it('may refer to parameters with a hyphen in or behind their names', () => {
    const body = bodyTemplate({ a: '$flow.a-b-$flow.c.' });
    expect(body({ flow: { 'a-b': 1, c: 2 } })).toEqual({ a: '1-2.' });
  });

  it('may be written as the text that the console of Dialogflow has', () => {
    expect(bodyTemplate('{ "phone": "$session.params.phone_number" }')(call)).toEqual({ phone: '2025550100' });
  });

  it('is as it was, whatever a value holds', () => {
    const template = bodyTemplate('{ "a": "$session.params.hostile", "b": "<$session.params.hostile>" }');
    const made = JSON.parse(JSON.stringify(template(call))) as Record<string, unknown>;
    expect(made).toEqual({ a: call.session.hostile, b: `<${call.session.hostile}>` });
    fc.assert(
      fc.property(hostile, (value) => {
        const sent = JSON.stringify(template({ session: { hostile: value } }));
        expect(Object.keys(JSON.parse(sent) as object)).toEqual(['a', 'b']);
      }),
    );
  });

  it.each([
    ['{ "a": $session.params.size }'],
    ['[]'],
    ['"text"'],
    ['{ "a": "$session.params.user.name" }'],
    ['{ "a": ["$flow.list[0]"] }'],
  ])('%s is none', (body) => {
    expect(errorOf(() => bodyTemplate(body)).code).toBe('config/invalid-option');
  });

  it('fails for a parameter that the call does not have, rather than send nothing', () => {
    const error = errorOf(() => bodyTemplate({ a: '$session.params.phone' })(call));
    expect(error).toMatchObject({ code: 'config/invalid-option' });
    expect(error.message).toContain('$session.params.phone');
    // A flow's are not a session's.
    expect(errorOf(() => bodyTemplate({ a: '$session.params.channel' })(call)).code).toBe('config/invalid-option');
    expect(errorOf(() => bodyTemplate({ a: '$flow.toString' })(call)).code).toBe('config/invalid-option');
  });
});

describe('An address', () => {
  it('holds the values, escaped', () => {
    const url = urlTemplate(
      'https://crm.example.com/$flow.channel/users?phone=$session.params.phone_number&x=$session.params.hostile',
    );
    expect(new URL(url(call)).pathname).toBe('/phone/users');
    expect(new URL(url(call)).searchParams.get('x')).toBe(call.session.hostile);
    expect(new URL(url(call)).searchParams.get('phone')).toBe('2025550100');
  });

  it('calls the same system and the same place, whatever a value is', () => {
    const url = urlTemplate(
      'https://crm.example.com/users/$session.params.id/orders?q=$session.params.id#$session.params.id',
    );
    fc.assert(
      fc.property(hostile, (id) => {
        let made: string;
        try {
          made = url({ session: { id } });
        } catch (error) {
          expect(error).toMatchObject({ code: 'server/outbound-refused' });
          return;
        }
        const { origin, pathname, searchParams } = new URL(made);
        expect(origin).toBe('https://crm.example.com');
        expect(pathname.split('/')).toEqual(['', 'users', expect.stringMatching(/./), 'orders']);
        expect(searchParams.get('q')).toBe(id);
      }),
    );
  });

  it.each(['', '.', '..', '...', null])('refuses %j as a part of the path', (id) => {
    const url = urlTemplate('https://crm.example.com/users/$session.params.id');
    expect(errorOf(() => url({ session: { id } })).code).toBe('server/outbound-refused');
  });

  it.each([
    'https://$session.params.host/x',
    'https://crm.$session.params.host/x',
    'https://crm-$session.params.host',
    'https://crm.example.com:$session.params.port/',
    'https://crm.example.com$session.params.more',
    'https://$session.params.user@crm.example.com/',
    '$session.params.url',
    'crm.example.com/x',
    'data:text/plain,x',
    'https://crm.example.com/$session.params.user.id',
  ])('%s is none', (url) => {
    expect(errorOf(() => urlTemplate(url)).code).toBe('config/invalid-option');
  });
});
