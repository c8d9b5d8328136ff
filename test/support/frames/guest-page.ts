/**
 * The script of the guest page that the frame tests drive. With a `#{"allowedOrigins": …}` it makes the facade by
 * itself, as a user's page does, and makes it again at every load.
 */
import fc from 'fast-check';
import * as sdk from '../../../src/index.js';
import { createManualClock } from '../../../src/testing/manual-clock.js';
import { outcome, type Outcome } from './outcome.js';
import { watchPorts } from './watch-ports.js';

export interface GuestOptions extends Omit<sdk.FrameTransportOptions, 'target' | 'clock'> {
  readonly target?: 'parent' | 'top' | 'opener';
}

const { ports, received } = watchPorts();
const violations: string[] = [];
const errors: string[] = [];

addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
addEventListener('unhandledrejection', (event) => errors.push(`unhandled: ${String(event.reason)}`));
addEventListener('error', (event) => errors.push(event.message));

const transportOf = ({ target = 'parent', ...options }: GuestOptions): sdk.Transport =>
  sdk.frameTransport({ ...options, target: target === 'opener' ? (window.opener as Window) : target });

function createGuest(options: GuestOptions | undefined) {
  const statuses: string[] = [];
  const events: string[] = [];
  const support = options && sdk.createAICCSupport({ transport: transportOf(options) });
  support?.connection.subscribe((event) => {
    if (event.type !== 'connection.status') events.push(event.type);
    else statuses.push([event.status, ...(event.error ? [event.error.code] : [])].join(' '));
  });
  const pending = new Map<string, Promise<Outcome>>();
  const later = (): Promise<'pending'> => new Promise((resolve) => setTimeout(resolve, 0, 'pending'));
  return {
    sdk,
    fc,
    createManualClock,
    outcome,
    ports,
    received,
    errors,
    violations,
    statuses,
    events,
    transportOf,
    get support(): sdk.AICCSupport {
      if (!support) throw new Error('The page has no options in its address');
      return support;
    },
    connect: (next: GuestOptions, more?: sdk.ConnectOptions) => sdk.connect(transportOf(next), more),
    /** Begins a call that a test comes back for with `ended`. */
    begin(name: string, promise: Promise<unknown>): void {
      pending.set(name, outcome(promise));
    },
    ended: (name: string): Promise<Outcome | 'pending'> => Promise.race([pending.get(name) ?? later(), later()]),
    settled: (name: string): Promise<Outcome> | undefined => pending.get(name),
  };
}

export type Guest = ReturnType<typeof createGuest>;

declare global {
  interface Window {
    guest: Guest;
  }
}

const { hash } = location;
const options = hash.startsWith('#%7B') ? (JSON.parse(decodeURIComponent(hash.slice(1))) as GuestOptions) : undefined;
window.guest = createGuest(options);
