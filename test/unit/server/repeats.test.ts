import { describe, expect, it, vi } from 'vitest';
import { createRepeats } from '../../../src/server/repeats.js';
import { createManualClock } from '../../../src/testing/manual-clock.js';
import { ask, serveFake } from '../../support/served-fake.js';

const key = 'a-key-of-16-chars';
const headers = { 'idempotency-key': key };
const dial = { body: '{"calledNum":"5550100","mediaType":"audio"}', headers };

describe('The repeat of a request', () => {
  it('gets the answer of the first, and nothing is done twice', async () => {
    const { handler, transport } = await serveFake();
    const first = handler(ask('/operations/call.dial', dial));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(1));
    transport.last.performed[0]!.resolve({ callId: 'call-1', contactId: 'contact-1' });
    const answers = [await first, await handler(ask('/operations/call.dial', dial))];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await answers[1]!.text()).toBe(await answers[0]!.text());
    expect(transport.last.performed).toHaveLength(1);
  });

  it('waits for the first while that is under way', async () => {
    const { handler, transport } = await serveFake();
    const both = [1, 2].map(() => handler(ask('/operations/call.dial', dial)));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(1));
    transport.last.performed[0]!.resolve({ callId: 'call-1', contactId: 'contact-1' });
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
    expect(transport.last.performed).toHaveLength(1);
  });

  it('is a request of its own for another principal', async () => {
    const { handler, transport } = await serveFake();
    void handler(ask('/operations/call.dial', dial));
    void handler(ask('/operations/call.dial', { ...dial, headers: { ...headers, authorization: 'Bearer 372' } }));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(2));
  });

  it('with another input, or for another operation, is refused', async () => {
    const { handler, transport } = await serveFake();
    const first = handler(ask('/operations/call.dial', dial));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(1));
    transport.last.performed[0]!.resolve({ callId: 'call-1', contactId: 'contact-1' });
    await first;
    const body = '{"calledNum":"5550199","mediaType":"audio"}';
    expect((await handler(ask('/operations/call.dial', { body, headers }))).status).toBe(400);
    expect((await handler(ask('/operations/agent.setReady', { headers }))).status).toBe(400);
    expect(transport.last.performed).toHaveLength(1);
  });

  it('of a question gets the answer of now', async () => {
    const { handler, transport } = await serveFake();
    const question = { body: '{"verifyTypeCode":"RETAIL_OTP"}', headers };
    const results = ['0', '1'].map(async (verifyResult, index) => {
      const answer = handler(ask('/operations/verification.result', question));
      await vi.waitFor(() => expect(transport.last.performed).toHaveLength(2));
      transport.last.performed[index]!.resolve({ verifyTypeCode: 'RETAIL_OTP', verifyResult, epoch: 'epoch-1' });
      return ((await (await answer).json()) as { verifyResult: string }).verifyResult;
    });
    expect(await Promise.all(results)).toEqual(['0', '1']);
  });

  it('aborts what is under way only when nobody waits for it any more', async () => {
    const { handler, transport } = await serveFake();
    const callers = [new AbortController(), new AbortController()];
    for (const { signal } of callers) void handler(ask('/operations/call.dial', { ...dial, signal }));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    callers[0]!.abort();
    expect(transport.last.performed[0]!.call.signal.aborted).toBe(false);
    callers[1]!.abort();
    await vi.waitFor(() => expect(transport.last.cancelled).toHaveLength(1));
  });

  it('of one that was given up is not performed again: it may have taken effect', async () => {
    const { handler, transport } = await serveFake();
    const caller = new AbortController();
    const first = handler(ask('/operations/call.dial', { ...dial, signal: caller.signal }));
    await vi.waitFor(() => expect(transport.last.performed).toHaveLength(1));
    caller.abort();
    await first;
    const repeat = await handler(ask('/operations/call.dial', dial));
    expect(await repeat.json()).toMatchObject({ error: { code: 'net/aborted' } });
    expect(transport.last.performed).toHaveLength(1);
  });
});

describe('What is kept for repeats', () => {
  const answer = { status: 204 };
  const request = (caller: string, id: string) => ({
    caller,
    key: id,
    fingerprint: '',
    signal: new AbortController().signal,
  });

  it('is forgotten after its time', async () => {
    const clock = createManualClock();
    const repeats = createRepeats({ clock, maxAgeMs: 1000 });
    const perform = vi.fn(async () => answer);
    await repeats.once(request('371', 'a'), perform);
    await clock.advance(1000);
    await repeats.once(request('371', 'a'), perform);
    expect(perform).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    await repeats.once(request('371', 'a'), perform);
    expect(perform).toHaveBeenCalledTimes(2);
  });

  it('is bounded for each caller, the oldest going first, and one caller does not push out another', async () => {
    const repeats = createRepeats({ clock: createManualClock(), maxPerCaller: 2 });
    const perform = vi.fn(async () => answer);
    await repeats.once(request('372', 'a'), perform);
    for (const id of ['a', 'b', 'c', 'd']) await repeats.once(request('371', id), perform);
    expect(perform).toHaveBeenCalledTimes(5);
    await repeats.once(request('372', 'a'), perform);
    await repeats.once(request('371', 'd'), perform);
    expect(perform).toHaveBeenCalledTimes(5);
    await repeats.once(request('371', 'a'), perform);
    expect(perform).toHaveBeenCalledTimes(6);
  });

  it('is bounded in callers', async () => {
    const repeats = createRepeats({ clock: createManualClock(), maxCallers: 2 });
    const perform = vi.fn(async () => answer);
    for (const caller of ['371', '372', '373']) await repeats.once(request(caller, 'a'), perform);
    await repeats.once(request('373', 'a'), perform);
    expect(perform).toHaveBeenCalledTimes(3);
    await repeats.once(request('371', 'a'), perform);
    expect(perform).toHaveBeenCalledTimes(4);
  });

  it('holds what is under way however old it is', async () => {
    const clock = createManualClock();
    const repeats = createRepeats({ clock, maxAgeMs: 1000, maxPerCaller: 1, maxCallers: 1 });
    let finish!: () => void;
    const perform = vi.fn(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return answer;
    });
    const first = repeats.once(request('371', 'a'), perform);
    await clock.advance(5000);
    await repeats.once(request('371', 'b'), async () => answer);
    await repeats.once(request('372', 'a'), async () => answer);
    const repeat = repeats.once(request('371', 'a'), perform);
    finish();
    expect(await Promise.all([first, repeat])).toEqual([answer, answer]);
    expect(perform).toHaveBeenCalledTimes(1);
  });
});
