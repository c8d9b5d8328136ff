import { beforeEach } from 'vitest';
import { createOtpService, memoryOtpStore, type OtpStore } from '../../src/server/index.js';
import { createFakeClock, type FakeClock } from '../support/fake-clock.js';
import { otpContract } from './otp-contract.js';

let clock: FakeClock;
let store: OtpStore;

beforeEach(() => {
  clock = createFakeClock(Date.now());
  store = memoryOtpStore({ clock });
});

otpContract(() => ({
  service: (options) => createOtpService({ clock, store, ...options }),
  moment: 100,
  pass: async (ms) => {
    // Whatever was begun sets its timers first.
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(ms);
  },
}));
