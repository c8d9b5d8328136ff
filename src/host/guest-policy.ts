import type { CenterEventType } from '../protocol/events.js';
import type { Operation } from '../protocol/operations.js';
import { createOriginMatcher } from '../origins.js';

/** What one kind of guest may see and do. What is not granted does not leave the workbench. */
export interface GuestPolicy {
  /** An exact origin, or `https://*.example.com`. */
  readonly origin: string;
  /** Admits an http origin that is not loopback: an http workbench with http pages. */
  readonly dangerouslyAllowHttp?: boolean;
  readonly operations: readonly Operation[];
  /**
   * An entity whose `updated` is granted comes with its `ended`, and stands in the guest's snapshot.
   * `verification.result` among the operations brings `focus.changed` along.
   */
  readonly events: readonly CenterEventType[];
  /** Other codes are unknown to this guest: it neither reads, starts nor configures them. All when absent. */
  readonly verifyTypeCodes?: readonly string[];
  /** `phoneNumbers` leaves the last four digits, `callData` leaves nothing. */
  readonly redact?: readonly ('phoneNumbers' | 'callData')[];
  /** Numbers that the guest may dial without the agent's confirmation. */
  readonly allowNumbers?: (calledNum: string) => boolean;
  /** Dials and contacts that the guest may start in a minute. @default 10 */
  readonly dialsPerMinute?: number;
}

/**
 * @returns the policy for an origin, the first that fits.
 * @throws AiccError `config/invalid-origin`
 */
export function createPolicyFinder(guests: readonly GuestPolicy[]): (origin: string) => GuestPolicy | undefined {
  const matchers = guests.map((guest) => ({ guest, matches: createOriginMatcher([guest.origin], guest) }));
  return (origin) => matchers.find(({ matches }) => matches(origin))?.guest;
}
