// @ts-check
/**
 * The telephone network as the customer's page sees it: `GET /phone/events?number=…` streams what the phone shows,
 * `POST /phone/{call,answer,reject,digits,speak,hang-up}` presses its keys and talks into it.
 */
import { isAiccError } from 'aicc-support';
import { ownJson } from './site.mjs';

/**
 * @typedef {import('aicc-support/testing').CustomerCall} CustomerCall
 * @typedef {ReturnType<import('./center.mjs').createDemoCenter>} DemoCenter
 */

/** @type {(value: unknown) => value is string} */
const isNumber = (value) => typeof value === 'string' && /^555\d{4}$/.test(value);

/**
 * @param {DemoCenter} demo
 * @param {import('./messages.mjs').Messages} messages
 * @param {string} origin
 * @returns {NonNullable<import('./site.mjs').Site['endpoints']>}
 */
export function phoneEndpoints({ center, callIn, serviceOf }, messages, origin) {
  /** @type {Record<string, (number: string, body: Record<string, unknown>) => void>} */
  const keys = {
    '/phone/call': (number, { service, language }) =>
      callIn(number, service === 'sales' ? 'sales' : 'retail', language === 'zh-CN' ? language : undefined),
    '/phone/answer': (number) => center.phone(number).answer(),
    '/phone/reject': (number) => center.phone(number).reject(),
    '/phone/digits': (number, { digits }) => center.phone(number).sendDigits(String(digits ?? '')),
    '/phone/speak': (number, { text }) => center.phone(number).speak(String(text ?? '').slice(0, 200)),
    '/phone/hang-up': (number) => center.phone(number).hangUp(),
  };

  /** @param {CustomerCall | undefined} call */
  const viewOf = (call) =>
    call
      ? {
          // Who has to wait is told so by the centre; for the telephone it still dials.
          state: call.state === 'dialing' && call.prompts.length > 0 ? 'queued' : call.state,
          service: serviceOf(call),
          prompts: call.prompts,
          dtmf: call.dtmf,
          ...(call.endReason !== undefined && { endReason: call.endReason }),
        }
      : { state: 'ended', service: 'retail', prompts: [], dtmf: '' };

  /** @param {string} number @param {import('node:http').ServerResponse} response */
  function stream(number, response) {
    const phone = center.phone(number);
    const closed = new AbortController();
    let current = new AbortController();
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const tell = () => {
      const view = { ...viewOf(phone.call), messages: messages.inbox(number) };
      response.write(`data: ${JSON.stringify(view)}\n\n`);
    };
    const follow = () => {
      current.abort();
      current = new AbortController();
      phone.call?.subscribe(tell, { signal: current.signal });
      tell();
    };
    phone.subscribe(follow, { signal: closed.signal });
    messages.subscribe(number, tell, { signal: closed.signal });
    response.on('close', () => {
      closed.abort();
      current.abort();
    });
    follow();
  }

  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    const number = searchParams.get('number');
    const site = request.headers['sec-fetch-site'] ?? 'same-origin';
    if (pathname === '/phone/events' && number !== null && isNumber(number) && site === 'same-origin') {
      return stream(number, response);
    }
    const press = Object.hasOwn(keys, pathname) ? keys[pathname] : undefined;
    const body = press && (await ownJson(request, origin));
    if (!press || !body || !isNumber(body.number)) return void response.writeHead(404).end();
    try {
      press(body.number, body);
      response.writeHead(204).end();
    } catch (error) {
      if (!isAiccError(error)) throw error;
      response.writeHead(409, { 'content-type': 'application/json' }).end(JSON.stringify({ code: error.code }));
    }
  };
}
