// @ts-check
/**
 * The telephone network as the customer's page sees it: `GET /phone/events?number=…` streams what the phone shows,
 * `POST /phone/{call,answer,reject,digits,hang-up}` presses its keys.
 */
import { isAiccError } from 'aicc-support';
import { ownJson } from './site.mjs';

/**
 * @typedef {import('aicc-support/testing').CustomerCall} CustomerCall
 * @typedef {ReturnType<import('./center.mjs').createDemoCenter>} DemoCenter
 */

const isNumber = (/** @type {unknown} */ value) => typeof value === 'string' && /^555\d{4}$/.test(value);

/** @param {CustomerCall | undefined} call */
const viewOf = (call) =>
  call
    ? { state: call.state, prompts: call.prompts, ...(call.endReason !== undefined && { endReason: call.endReason }) }
    : { state: 'ended', prompts: [] };

/**
 * @param {DemoCenter} demo
 * @param {string} origin
 * @returns {NonNullable<import('./site.mjs').Site['endpoints']>}
 */
export function phoneEndpoints({ center, callIn }, origin) {
  /** @type {Record<string, (number: string, digits: string) => void>} */
  const keys = {
    '/phone/call': (number) => void callIn(number),
    '/phone/answer': (number) => center.phone(number).answer(),
    '/phone/reject': (number) => center.phone(number).reject(),
    '/phone/digits': (number, digits) => center.phone(number).sendDigits(digits),
    '/phone/hang-up': (number) => center.phone(number).hangUp(),
  };

  /** @param {string} number @param {import('node:http').ServerResponse} response */
  function stream(number, response) {
    const phone = center.phone(number);
    const closed = new AbortController();
    let current = new AbortController();
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const tell = () => response.write(`data: ${JSON.stringify(viewOf(phone.call))}\n\n`);
    const follow = () => {
      current.abort();
      current = new AbortController();
      phone.call?.subscribe(tell, { signal: current.signal });
      tell();
    };
    phone.subscribe(follow, { signal: closed.signal });
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
      press(String(body.number), String(body.digits ?? ''));
      response.writeHead(204).end();
    } catch (error) {
      if (!isAiccError(error)) throw error;
      response.writeHead(409, { 'content-type': 'application/json' }).end(JSON.stringify({ code: error.code }));
    }
  };
}
