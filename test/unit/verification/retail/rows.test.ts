import { describe, expect, it } from 'vitest';
import type { RetailInput } from '../../../../src/verification/retail/inputs.js';
import { outputsOf, resultOf } from '../../../../src/verification/retail/outputs.js';
import { failureReasons, isTransferReason } from '../../../../src/verification/reasons.js';
import { retailTable, type Row } from '../../../../src/verification/retail/table.js';
import { waitingStates, type RetailStateName } from '../../../../src/verification/retail/state.js';
import { aRun, elsewhere, john, registered } from './a-run.js';

type Run = ReturnType<typeof aRun>;

const taken = new Set<Row>();
const reasons = new Set<string>();

const technical = [
  'webhook_error',
  'webhook_not_found',
  'store_error',
  'invalid_configuration',
  'no_channel',
  'hangup',
];

/** As the specification maps them. */
function resultIn(at: RetailStateName, reason: string | undefined): number {
  if (at === 'succeeded') return 1;
  if (at !== 'failed' && at !== 'escalated') return 0;
  return technical.includes(reason ?? '') ? 3 : 2;
}

/** Remembers which rows the tests went through. */
function check(run: Run, at: RetailStateName, reason?: string): void {
  for (const row of run.rows) taken.add(row);
  expect({ at: run.at, reason: run.state.reason }).toEqual({ at, reason });
  if (reason !== undefined) reasons.add(reason);
  const outputs = outputsOf(run.state);
  expect(outputs.failure_reason).toBe(reason);
  expect(outputs.transfer_reason).toBe(isTransferReason(reason) ? reason : undefined);
  expect(resultOf(run.state)).toBe(resultIn(at, reason));
}

const digits = (text: string): RetailInput => ({ on: 'digits', digits: text });
const yes: RetailInput = { on: 'yes' };
const no: RetailInput = { on: 'no' };
const byPhone: RetailInput = { on: 'channel', channel: 'phone' };
const byEmail: RetailInput = { on: 'channel', channel: 'email' };

/** One run for each state that a caller is waited for in. */
const waiting: Record<(typeof waitingStates)[number], () => Run> = {
  'resolve-phone': () => started(),
  'confirm-profile': () => known(),
  'choose-channel': () => fed(known(), no),
  'confirm-channel': () => fed(known(), no, byPhone),
  'await-code': () => aRun().toCode(),
  'confirm-resend': () => fed(aRun().toCode(), { on: 'not-received' }),
};

function started(...args: Parameters<Run['start']>): Run {
  const run = aRun();
  run.start(...args);
  return run;
}
function known(parameters = {}, options = {}): Run {
  const run = aRun(options);
  run.start(parameters, registered);
  run.found();
  return run;
}
function stated(parameters = {}, options = {}): Run {
  const run = aRun(options);
  run.start(parameters);
  run.feed(digits('2025550000'));
  run.found();
  return run;
}
function fed(run: Run, ...inputs: readonly RetailInput[]): Run {
  run.feed(...inputs);
  return run;
}

describe('idle, on start', () => {
  it.each([0, 1])('succeeds at once when the held level is enough for %i', (required) => {
    const run = started({ auth_level_req: required, auth_level: 1 });
    check(run, 'succeeded');
    expect(outputsOf(run.state).auth_level).toBe(1);
  });
  it.each([
    {},
    { auth_level_req: 2 },
    { auth_level_req: '1' },
    { auth_level_req: 1, auth_level: 3 },
    { auth_level_req: 1, phone_number: 12 },
    { auth_level_req: 1, phone_number: 'not a number' },
    { auth_level_req: 1, max_retry_otp: 0 },
    { auth_level_req: 1, max_retry_otp: 6 },
    { auth_level_req: 1, max_retry_phone_number: 1.5 },
    { auth_level_req: 1, max_retry_otp_not_received: 4 },
    { auth_level_req: 1, max_retry_otp_confirm_channel: 'three' },
  ])('fails at the parameters %j', (parameters) => {
    const run = started({ auth_level_req: undefined, ...parameters });
    check(run, 'failed', 'invalid_configuration');
    expect(resultOf(run.state)).toBe(3);
  });
  it('looks the calling number up, rather than one that is given', () => {
    const run = started({ phone_number: '2025550111' }, registered);
    check(run, 'lookup');
    expect(run.effects).toContainEqual({ do: 'look-up', phoneNumber: registered, nationalNumber: '2025550000' });
  });
  it('looks a given number up where none is signalled, or none that can be', () => {
    for (const ani of [undefined, 'anonymous']) {
      const run = started({ phone_number: '(202) 555-0111' }, ani);
      check(run, 'lookup');
      expect(run.effects).toContainEqual(expect.objectContaining({ phoneNumber: '+12025550111' }));
    }
  });
  it('asks for the number when none is known', () => {
    check(started(), 'resolve-phone');
  });
  it('clears the reasons of a run before', () => {
    expect(started().effects).toContainEqual({ do: 'clear', parameters: ['transfer_reason', 'failure_reason'] });
  });
});

describe('resolve-phone', () => {
  it('looks a valid number up', () => check(fed(started(), digits('202 555 0000')), 'lookup'));
  it('asks again for an invalid one while tries are left, and fails then', () => {
    const run = fed(started(), digits('123'), digits('555'));
    check(run, 'resolve-phone');
    check(fed(run, digits('1')), 'failed', 'max_retry_phone_number');
    expect(resultOf(run.state)).toBe(2);
  });
  it('has as many tries as max_retry_phone_number says', () => {
    check(fed(started({ max_retry_phone_number: 1 }), digits('123')), 'failed', 'max_retry_phone_number');
  });
});

describe('lookup', () => {
  it('found by ANI: confirms the profile', () => check(known(), 'confirm-profile'));
  it('found by a stated number: a code is needed even for level 0', () => {
    check(stated({ auth_level_req: 0 }), 'choose-channel');
    const given = aRun();
    given.start({ auth_level_req: 0, phone_number: '2025550000' });
    given.found();
    check(given, 'choose-channel');
  });
  it('found by a stated number that counts: confirms the profile for level 0 only', () => {
    const options = { dangerouslyAcceptStatedNumber: true };
    check(stated({ auth_level_req: 0 }, options), 'confirm-profile');
    check(stated({ auth_level_req: 1 }, options), 'choose-channel');
  });
  it('found by an alternate number: escalates where that is wanted', () => {
    const run = stated({}, { alternateNumber: 'escalate' });
    check(run, 'escalated', 'alternate_number');
    expect(resultOf(run.state)).toBe(2);
  });
  it('does not take the calling number, stated after all, for an alternate one', () => {
    const run = known({}, { alternateNumber: 'escalate' });
    fed(run, yes, digits('2025550000'));
    run.found();
    check(run, 'choose-channel');
  });
  it('found by an alternate number: asks the challenge, which never raises the level above 0', () => {
    const options = { alternateNumber: 'challenge' } as const;
    check(stated({}, options), 'challenge');
    const passed = fed(stated({ auth_level_req: 0 }, options), { on: 'challenge-passed' });
    check(passed, 'succeeded');
    expect(outputsOf(passed.state).auth_level).toBe(0);
    check(fed(stated({ auth_level_req: 1 }, options), { on: 'challenge-passed' }), 'escalated', 'alternate_number');
    check(fed(stated({ auth_level_req: 0 }, options), { on: 'challenge-failed' }), 'escalated', 'alternate_number');
  });
  it('not found: asks for a number, which an unknown ANI or given number costs no try of', () => {
    const run = fed(started({}, elsewhere), { on: 'no-account' });
    check(run, 'resolve-phone');
    for (let count = 0; count < 2; count += 1) fed(run, digits('2025550111'), { on: 'no-account' });
    check(run, 'resolve-phone');
    check(fed(run, digits('2025550111'), { on: 'no-account' }), 'failed', 'max_retry_phone_number');
  });
});

describe('confirm-profile', () => {
  it('about somebody else: asks for the number, the profile cleared', () => {
    const run = fed(known(), yes);
    check(run, 'resolve-phone');
    expect(run.state.account).toBeUndefined();
    expect(outputsOf(run.state)).toMatchObject({ phone_number: null, email: null, user_first_name: null });
  });
  it('about somebody else with no number left to state: fails', () => {
    const run = stated({ auth_level_req: 0, max_retry_phone_number: 1 }, { dangerouslyAcceptStatedNumber: true });
    check(fed(run, yes), 'failed', 'max_retry_phone_number');
  });
  it('about the caller: succeeds where level 0 is required', () => {
    const run = fed(known({ auth_level_req: 0 }), no);
    check(run, 'succeeded');
    expect(outputsOf(run.state)).toEqual({
      auth_level: 0,
      all_recent_order_id: ['order-9', 'order-8'],
      phone_number: '2025550000',
      email: 'john@example.com',
      user_first_name: 'John',
    });
  });
  it('about the caller: goes on to the code where level 1 is required', () =>
    check(fed(known(), no), 'choose-channel'));
});

describe('choose-channel', () => {
  it('takes a channel that the account has', () => check(fed(known(), no, byEmail), 'confirm-channel'));
  it('takes a yes where there is one channel only', () => {
    const run = aRun({ allowEmail: false });
    run.start({}, registered);
    run.found();
    check(fed(run, no, yes), 'confirm-channel');
    expect(run.state.channel).toBe('phone');
  });
  it('fails where the account has none', () => {
    const run = aRun();
    run.start({}, registered);
    run.found({ key: 'account-8', phone: null });
    check(fed(run, no), 'failed', 'no_channel');
    expect(resultOf(run.state)).toBe(3);
  });
  it('counts a channel that the account does not have as a try', () => {
    const run = aRun();
    run.start({ max_retry_otp_confirm_channel: 2 }, registered);
    run.found({ key: 'account-8' });
    check(fed(run, no, byEmail), 'choose-channel');
    check(fed(run, byEmail), 'failed', 'max_retry_otp_confirm_channel');
  });
});

describe('confirm-channel', () => {
  it('yes: sends', () => {
    const run = fed(known(), no, byEmail, yes);
    check(run, 'sending');
    expect(run.effects).toContainEqual({
      do: 'send-code',
      account: 'account-7',
      channel: 'email',
      destination: 'john@example.com',
    });
  });
  it('no: asks again while tries are left, and fails then', () => {
    const run = fed(known(), no, byPhone, no, byEmail, no);
    check(run, 'choose-channel');
    check(fed(run, byPhone, no), 'failed', 'max_retry_otp_confirm_channel');
  });
});

describe('sending', () => {
  const sending = (): Run => fed(known(), no, byPhone, yes);
  it('sent: awaits the code', () => {
    const run = sending();
    run.sent();
    check(run, 'await-code');
  });
  it('limited, or locked: fails', () => {
    check(fed(sending(), { on: 'rate-limited' }), 'failed', 'rate_limited');
    check(fed(sending(), { on: 'locked' }), 'failed', 'rate_limited');
  });
  it('too early for a first code: says how long and asks again, as often as there are tries at the channel', () => {
    const wait: RetailInput = { on: 'wait', retryAfterMs: 12_000 };
    const run = fed(sending(), wait);
    check(run, 'confirm-channel');
    check(fed(run, yes, wait, yes, wait), 'failed', 'rate_limited');
  });
});

describe('await-code', () => {
  const awaiting = (parameters = {}): Run => aRun().toCode(parameters);
  it('right: succeeds at level 1, and takes nothing back', () => {
    const run = fed(awaiting(), digits('123457'), { on: 'code-right' });
    check(run, 'succeeded');
    expect(outputsOf(run.state).auth_level).toBe(1);
    expect(run.effects.some((each) => each.do === 'cancel-code')).toBe(false);
  });
  it('checks what was said, of whatever length', () => {
    expect(fed(awaiting(), digits('12')).effects).toContainEqual({
      do: 'check-code',
      challengeId: 'challenge-1',
      code: '12',
    });
  });
  it('wrong: asks again while tries are left, and fails then, with the code taken back', () => {
    const run = fed(awaiting(), { on: 'code-wrong' }, { on: 'code-wrong' });
    check(run, 'await-code');
    check(fed(run, { on: 'code-wrong' }), 'failed', 'max_retry_otp');
    expect(run.effects).toContainEqual({ do: 'cancel-code', challengeId: 'challenge-1' });
  });
  it('used up: fails', () => check(fed(awaiting(), { on: 'code-used-up' }), 'failed', 'max_retry_otp'));
  it('not received: offers a re-send while there are some', () => {
    check(fed(awaiting(), { on: 'not-received' }), 'confirm-resend');
    const none = fed(awaiting({ max_retry_otp_not_received: 0 }), { on: 'not-received' });
    check(none, 'failed', 'max_retry_otp_not_received');
  });
  it('the number is wrong: fails', () => {
    check(fed(awaiting(), { on: 'wrong-number' }), 'failed', 'incorrect_phone_number');
  });
  it('the lifetime is over: fails', () => {
    check(fed(awaiting(), { on: 'lifetime-over' }), 'failed', 'otp_expired');
    check(fed(awaiting(), { on: 'code-expired' }), 'failed', 'otp_expired');
  });
  it('the account is locked: fails', () => check(fed(awaiting(), { on: 'locked' }), 'failed', 'rate_limited'));
});

describe('confirm-resend', () => {
  const asked = (): Run => fed(aRun().toCode(), { on: 'not-received' });
  it('inside the wait: says how long and stays', () => {
    const run = asked();
    run.wait(10_000);
    expect(run.feed(yes)).toEqual([expect.stringContaining('20 seconds')]);
    check(run, 'confirm-resend');
  });
  it.each([
    ['yes', 'email'],
    ['no', 'phone'],
  ] as const)('%s: sends by %s, and the old code does not count any more', (on, channel) => {
    const run = asked();
    run.wait(30_000);
    fed(run, { on });
    check(run, 'sending');
    expect(run.effects.at(-1)).toMatchObject({ do: 'send-code', channel, replaces: 'challenge-1' });
  });
  it('sends on the only channel, whatever the answer', () => {
    for (const on of ['yes', 'no'] as const) {
      const run = aRun({ allowEmail: false }).toCode();
      fed(run, { on: 'not-received' });
      run.wait(30_000);
      expect(fed(run, { on }).effects.at(-1)).toMatchObject({ do: 'send-code', channel: 'phone' });
    }
  });
  it('is back when the sender says that it is too early, and counts no re-send', () => {
    const run = asked();
    run.wait(30_000);
    check(fed(run, yes, { on: 'wait', retryAfterMs: 5000 }), 'confirm-resend');
    expect(run.state.used.resend).toBe(0);
  });
  it('gives no tries back, and allows as many re-sends as max_retry_otp_not_received says', () => {
    const run = fed(aRun().toCode(), { on: 'code-wrong' }, { on: 'code-wrong' }, { on: 'not-received' });
    run.wait(30_000);
    run.feed(no);
    run.sent('challenge-2');
    expect(run.state.code?.challengeId).toBe('challenge-2');
    check(fed(run, { on: 'not-received' }), 'failed', 'max_retry_otp_not_received');
    const other = fed(aRun().toCode(), { on: 'code-wrong' }, { on: 'code-wrong' }, { on: 'not-received' });
    other.wait(30_000);
    other.feed(no);
    other.sent();
    check(fed(other, { on: 'code-wrong' }), 'failed', 'max_retry_otp');
  });
  it('takes the code when it comes after all', () => {
    check(fed(asked(), digits('123457'), { on: 'code-right' }), 'succeeded');
  });
});

describe('anywhere', () => {
  it.each(waitingStates)('%s: asks for a person, refuses, hangs up', (name) => {
    expect(waiting[name]().at).toBe(name);
    check(fed(waiting[name](), { on: 'agent' }), 'escalated', 'agent');
    check(fed(waiting[name](), { on: 'refusal' }), 'failed', 'denial_of_information');
    check(fed(waiting[name](), { on: 'hang-up' }), 'failed', 'hangup');
  });
  it.each(waitingStates)('%s: fails at the third silence, and at the third miss', (name) => {
    for (const [on, reason] of [
      ['silence', 'max_no_input'],
      ['no-match', 'max_no_match'],
    ] as const) {
      const run = fed(waiting[name](), { on }, { on });
      check(run, name);
      expect(run.effects.at(-1)).toMatchObject({ do: 'say' });
      check(fed(run, { on }), 'failed', reason);
    }
  });
  it('counts silences and misses anew after the caller was understood', () => {
    const run = fed(known(), { on: 'silence' }, { on: 'silence' }, { on: 'no-match' }, { on: 'no-match' }, no);
    expect(run.state).toMatchObject({ at: 'choose-channel', silences: 0, misses: 0 });
  });
  it('counts what is no answer to the question as a miss', () => {
    check(fed(started(), yes, no, byPhone), 'failed', 'max_no_match');
  });
  it.each(['lookup', 'challenge', 'sending'] as const)('%s: fails with the webhook, and with a hang-up', (name) => {
    const make = (): Run =>
      name === 'lookup'
        ? started({}, registered)
        : name === 'challenge'
          ? stated({}, { alternateNumber: 'challenge' })
          : fed(known(), no, byPhone, yes);
    expect(make().at).toBe(name);
    check(fed(make(), { on: 'webhook-not-found' }), 'failed', 'webhook_not_found');
    check(fed(make(), { on: 'webhook-error' }), 'failed', 'webhook_error');
    check(fed(make(), { on: 'hang-up' }), 'failed', 'hangup');
    if (name !== 'challenge') check(fed(make(), { on: 'store-error' }), 'failed', 'store_error');
  });
  it('fails when the store is away while a code is checked', () => {
    check(fed(aRun().toCode(), digits('123457'), { on: 'store-error' }), 'failed', 'store_error');
  });
  it('lets what means nothing pass', () => {
    const run = aRun().toCode();
    const { state } = run;
    run.feed({ on: 'account', account: john });
    expect(run.state).toBe(state);
  });
});

describe('the reasons', () => {
  it('stand in transfer_reason where they are documented, and all of them in the extended profile', () => {
    const run = aRun({ reasonsProfile: 'extended' }).toCode();
    run.feed({ on: 'wrong-number' });
    expect(outputsOf(run.state)).toMatchObject({
      transfer_reason: 'incorrect_phone_number',
      failure_reason: 'incorrect_phone_number',
    });
  });
});

describe('all of these tests together', () => {
  it('go through every row of the table, and give every reason', () => {
    expect(retailTable.filter((row) => !taken.has(row))).toEqual([]);
    expect(failureReasons.filter((reason) => !reasons.has(reason))).toEqual([]);
  });
});
