import { describe, expect, it, vi } from 'vitest';
import type { FlowContext } from '../../../../src/verification/flow/flow.js';
import {
  requestBody,
  runThirdPartyFlow,
  type CollectStep,
} from '../../../../src/verification/flow/third-party-flow.js';
import { createCustomerLine } from '../../../../src/testing/customer-line.js';
import { createManualClock } from '../../../../src/testing/index.js';

const from = { callData: '', serviceNumber: '88880011', workNo: '371' };

describe('the request body', () => {
  it('is the documented one, when there is nothing else', () => {
    expect(requestBody(from, [])).toEqual({ calldata: { verifyServiceNo: '88880011', verifyWorkNo: '371' } });
  });

  it('takes call data along that is an object, and what was entered', () => {
    const callData = '{"tier":"gold","nested":{"a":[1]},"pin":"from call data"}';
    expect(requestBody({ ...from, callData }, [['pin', '12*4']])).toEqual({
      calldata: { tier: 'gold', nested: { a: [1] }, pin: '12*4', verifyServiceNo: '88880011', verifyWorkNo: '371' },
    });
  });

  it.each(['', 'plain text', '[1,2]', '"text"', '7', 'null', '{"broken":'])('ignores the call data %s', (callData) => {
    expect(requestBody({ ...from, callData }, [])).toEqual(requestBody(from, []));
  });

  it('lets nobody choose the service number or the agent', () => {
    const callData = '{"verifyServiceNo":"1","verifyWorkNo":"1"}';
    expect(requestBody({ ...from, callData }, [['verifyWorkNo', '2']])).toEqual(requestBody(from, []));
  });

  it('treats __proto__ as a key like any other', () => {
    const callData = '{"__proto__":{"verifyWorkNo":"1","polluted":true},"constructor":1}';
    const { calldata } = requestBody({ ...from, callData }, []);
    expect(Object.getPrototypeOf(calldata)).toBe(Object.prototype);
    expect(Object.keys(calldata)).toEqual(['__proto__', 'constructor', 'verifyServiceNo', 'verifyWorkNo']);
    expect(JSON.parse(JSON.stringify(calldata))).toHaveProperty('verifyWorkNo', '371');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a flow', () => {
  const noHandlers = { answer: () => undefined, reject: () => undefined, hangUp: () => undefined };

  function start(collect: readonly CollectStep[] = []) {
    const clock = createManualClock();
    const line = createCustomerLine({
      number: '5550100',
      contactId: 'contact-1',
      callId: 'call-1',
      state: 'dialing',
      handlers: noHandlers,
    });
    line.setState('talking');
    const bodies: unknown[] = [];
    const onStep = vi.fn<FlowContext['onStep']>();
    const controller = new AbortController();
    const outcome = runThirdPartyFlow(
      {
        collect,
        askApi: async (body) => {
          bodies.push(body);
          return { result: 1, returns: ['', '', ''] };
        },
      },
      {
        ...from,
        contactId: 'contact-1',
        requiredLevel: 1,
        caller: line.caller,
        now: clock.now,
        after(ms, callback) {
          const timer = clock.setTimeout(callback, ms);
          return () => clock.clearTimeout(timer);
        },
        signal: controller.signal,
        onStep,
      },
    );
    return { clock, leg: line.leg, bodies, steps: () => onStep.mock.calls.flat(), outcome, controller };
  }

  it('asks one thing after another and then the API', async () => {
    const flow = start([
      { name: 'account', prompt: 'Your account, then hash' },
      { name: 'pin', prompt: 'Your PIN', digits: 4 },
    ]);
    flow.leg.sendDigits('1234567#');
    await flow.clock.advance(0);
    expect(flow.leg.prompts).toEqual(['Your account, then hash', 'Your PIN']);
    flow.leg.sendDigits('0042');
    expect(await flow.outcome).toEqual({ result: 1, returns: ['', '', ''] });
    expect(flow.steps()).toEqual(['account', 'pin', 'third-party-api']);
    expect(flow.bodies).toMatchObject([{ calldata: { account: '1234567', pin: '0042' } }]);
  });

  it('drops the digits beyond what is asked, and keeps them from the next question', async () => {
    const flow = start([
      { name: 'pin', prompt: 'Your PIN', digits: 4 },
      { name: 'day', prompt: 'The day', digits: 2 },
    ]);
    flow.leg.sendDigits('00421');
    await flow.clock.advance(0);
    flow.leg.sendDigits('31');
    await flow.outcome;
    expect(flow.bodies).toMatchObject([{ calldata: { pin: '0042', day: '31' } }]);
  });

  it('takes another terminator, and a hash as a key then', async () => {
    const flow = start([{ name: 'pin', prompt: 'Your PIN, then star', terminator: '*' }]);
    flow.leg.sendDigits('1#2*');
    await flow.outcome;
    expect(flow.bodies).toMatchObject([{ calldata: { pin: '1#2' } }]);
  });

  it('has failed when nothing complete comes in time, and the API is not asked', async () => {
    const flow = start([{ name: 'pin', prompt: 'Your PIN', digits: 4, timeoutSeconds: 10 }]);
    flow.leg.sendDigits('004');
    await flow.clock.advance(9999);
    expect(flow.steps()).toEqual(['pin']);
    await flow.clock.advance(1);
    expect(await flow.outcome).toEqual({ result: 2, failureReason: 'no-input' });
    expect(flow.bodies).toEqual([]);
  });

  it('has failed when the customer ends the entry with nothing in it', async () => {
    const flow = start([{ name: 'pin', prompt: 'Your PIN' }]);
    flow.leg.sendDigits('#');
    expect(await flow.outcome).toMatchObject({ result: 2 });
  });

  it('stops to listen when it is aborted', async () => {
    const flow = start([{ name: 'pin', prompt: 'Your PIN', digits: 4 }]);
    flow.controller.abort();
    await flow.outcome;
    flow.leg.sendDigits('0042');
    expect(flow.bodies).toEqual([]);
  });
});
