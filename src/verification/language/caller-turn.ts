/** A turn of the caller, understood. */
export type CallerTurn =
  | { readonly on: 'yes' }
  | { readonly on: 'no' }
  | { readonly on: 'digits'; readonly digits: string }
  | { readonly on: 'channel'; readonly channel: 'phone' | 'email' }
  /** The code did not arrive. */
  | { readonly on: 'not-received' }
  /** The number that the code goes to is not the caller's. */
  | { readonly on: 'wrong-number' }
  /** Wants a person. */
  | { readonly on: 'agent' }
  | { readonly on: 'refusal' }
  | { readonly on: 'silence' }
  | { readonly on: 'no-match' }
  | { readonly on: 'hang-up' };

/** What a question can be answered with. */
export type Expected = 'number' | 'yes-no' | 'channel' | 'code' | 'resend';

/** What comes from the caller's telephone. */
export type CallerInput =
  | { readonly type: 'text'; readonly text: string }
  /** Keys that were pressed: one or more digits, `*` and `#`. */
  | { readonly type: 'dtmf'; readonly digits: string }
  | { readonly type: 'silence' }
  | { readonly type: 'hang-up' };
