import { describe, expect, it, vi } from 'vitest';
import { createDialGate, type ConfirmDial, type DialRequest } from '../../../src/host/dial-gate.js';
import type { GuestPolicy } from '../../../src/host/guest-policy.js';
import { AiccError } from '../../../src/errors.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { errorOf, rejectionOf } from '../../support/rejection.js';
import { microtasks } from '../../support/turns.js';

const input = { calledNum: '5550100', mediaType: 'audio' } as const;

function aGate(confirmDial?: ConfirmDial, rules: Partial<GuestPolicy> = {}) {
  const clock = createFakeClock();
  const origin = 'https://bank.example.com';
  const policy: GuestPolicy = { origin, operations: ['call.dial'], events: [], ...rules };
  const gate = createDialGate({ origin, policy, confirmDial, clock });
  const controller = new AbortController();
  const admit = (calledNum = '5550100') =>
    gate.admit({ ...input, calledNum }, { operation: 'call.dial', input, signal: controller.signal });
  return { clock, gate, admit, giveUp: () => controller.abort() };
}

/** A prompt that stands until the test answers. */
function aPrompt() {
  const requests: DialRequest[] = [];
  let answer!: (confirmed: boolean) => void;
  const confirmDial: ConfirmDial = (request) => {
    requests.push(request);
    return new Promise((resolve) => (answer = resolve));
  };
  return { requests, confirmDial, answer: (confirmed: boolean) => answer(confirmed) };
}

describe('a guest’s dial', () => {
  it('goes through when the agent confirms, who is told the number and who asks', async () => {
    const { requests, confirmDial, answer } = aPrompt();
    const { clock, admit } = aGate(confirmDial);
    const admitted = admit();
    expect(requests).toMatchObject([{ ...input, origin: 'https://bank.example.com', signal: { aborted: false } }]);
    answer(true);
    await expect(admitted).resolves.toBeUndefined();
    expect(clock.timers).toBe(0);
    expect(requests[0]?.signal.aborted).toBe(false);
  });

  it('may be confirmed without a promise', async () => {
    await expect(aGate(() => true).admit()).resolves.toBeUndefined();
    expect((await rejectionOf(aGate(() => false).admit())).code).toBe('call/refused');
  });

  it('is refused when the agent refuses', async () => {
    const { confirmDial, answer } = aPrompt();
    const { clock, admit } = aGate(confirmDial);
    const refused = rejectionOf(admit());
    answer(false);
    expect((await refused).code).toBe('call/refused');
    expect(clock.timers).toBe(0);
  });

  it.each<[string, ConfirmDial]>([
    [
      'throws',
      () => {
        throw new TypeError('bug');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('bug'))],
  ])('does not go through when the prompt %s, and the next one is asked', async (_name, fail) => {
    const confirmDial = vi.fn<ConfirmDial>().mockImplementationOnce(fail).mockResolvedValueOnce(true);
    const { clock, admit } = aGate(confirmDial);
    await expect(admit()).rejects.toBeInstanceOf(TypeError);
    expect(clock.timers).toBe(0);
    await expect(admit()).resolves.toBeUndefined();
  });

  it('is not allowed where nobody could confirm it', async () => {
    expect((await rejectionOf(aGate().admit())).code).toBe('bridge/not-allowed');
  });

  it('withdraws its prompt after 60 s, and a late answer changes nothing', async () => {
    const { requests, confirmDial, answer } = aPrompt();
    const { clock, admit } = aGate(confirmDial);
    const timedOut = rejectionOf(admit());
    clock.advance(59_999);
    expect(requests[0]?.signal.aborted).toBe(false);
    clock.advance(1);
    expect(requests[0]?.signal.reason).toMatchObject({ code: 'net/timeout' });
    expect((await timedOut).code).toBe('net/timeout');
    answer(true);
    await microtasks();
    expect(clock.timers).toBe(0);
  });

  it('withdraws its prompt when the guest gives up or goes', async () => {
    const { requests, confirmDial } = aPrompt();
    const { clock, admit, giveUp } = aGate(confirmDial);
    const aborted = rejectionOf(admit());
    giveUp();
    expect(requests[0]?.signal.reason).toMatchObject({ code: 'net/aborted' });
    expect((await aborted).code).toBe('net/aborted');
    expect(clock.timers).toBe(0);
  });

  it('does not withdraw a prompt that was answered', async () => {
    const { requests, confirmDial, answer } = aPrompt();
    const { clock, admit, giveUp } = aGate(confirmDial);
    const admitted = admit();
    answer(true);
    await admitted;
    giveUp();
    clock.advance(60_000);
    expect(requests[0]?.signal.aborted).toBe(false);
  });
});

describe('the numbers that a policy allows', () => {
  it('are dialled without a prompt, and no others', async () => {
    const confirmDial = vi.fn(() => false);
    const { admit } = aGate(confirmDial, { allowNumbers: (calledNum) => calledNum === '5550100' });
    await expect(admit('5550100')).resolves.toBeUndefined();
    expect(confirmDial).not.toHaveBeenCalled();
    expect((await rejectionOf(admit('5550199'))).code).toBe('call/refused');
    expect(confirmDial).toHaveBeenCalledTimes(1);
  });

  it('are all that can be dialled where there is no prompt', async () => {
    const { admit } = aGate(undefined, { allowNumbers: (calledNum) => calledNum === '5550100' });
    await expect(admit('5550100')).resolves.toBeUndefined();
    expect((await rejectionOf(admit('5550199'))).code).toBe('bridge/not-allowed');
  });
});

describe('the rate of a guest’s dials', () => {
  it('is one prompt at a time', async () => {
    const { confirmDial, requests, answer } = aPrompt();
    const { admit } = aGate(confirmDial);
    const first = admit();
    const second = await rejectionOf(admit());
    expect(second).toMatchObject({ code: 'bridge/rate-limited', retryable: true });
    expect(requests).toHaveLength(1);
    answer(true);
    await first;
    void admit();
    expect(requests).toHaveLength(2);
  });

  it('lets the next prompt come after one that was withdrawn', async () => {
    const { confirmDial, requests } = aPrompt();
    const { clock, admit } = aGate(confirmDial);
    const timedOut = rejectionOf(admit());
    clock.advance(60_000);
    await timedOut;
    await microtasks();
    admit().catch(() => undefined);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['ten', undefined, 10],
    ['what the policy says', 3, 3],
  ])('is at most %s in any minute', async (_name, dialsPerMinute, most) => {
    const { clock, admit } = aGate(() => true, dialsPerMinute === undefined ? {} : { dialsPerMinute });
    await admit();
    clock.advance(30_000);
    for (let n = 1; n < most; n += 1) await admit();
    expect((await rejectionOf(admit())).code).toBe('bridge/rate-limited');
    clock.advance(29_999);
    expect((await rejectionOf(admit())).code).toBe('bridge/rate-limited');
    clock.advance(1);
    await admit();
    expect((await rejectionOf(admit())).code).toBe('bridge/rate-limited');
  });

  it('counts prompts, allowed numbers and started contacts together', async () => {
    const { gate, admit } = aGate(() => false, { dialsPerMinute: 3, allowNumbers: (number) => number === '5550100' });
    await admit('5550100');
    expect((await rejectionOf(admit('5550199'))).code).toBe('call/refused');
    gate.countStart();
    expect(errorOf(() => gate.countStart())).toBeInstanceOf(AiccError);
    expect((await rejectionOf(admit('5550100'))).code).toBe('bridge/rate-limited');
    expect((await rejectionOf(admit('5550199'))).code).toBe('bridge/rate-limited');
  });

  it('does not count what was not allowed anyway', async () => {
    const { gate, admit } = aGate(undefined, { dialsPerMinute: 1 });
    await rejectionOf(admit());
    gate.countStart();
  });

  it('can be nought', async () => {
    const { admit } = aGate(() => true, { dialsPerMinute: 0 });
    expect((await rejectionOf(admit())).code).toBe('bridge/rate-limited');
  });
});
