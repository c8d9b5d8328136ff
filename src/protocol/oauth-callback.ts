import { isRecord, isString } from './guards.js';

/** What a callback page tells the page that opened its window: see `oauthCallbackPage`. */
export interface CallbackMessage {
  readonly type: 'aicc-support.oauth';
  /** The query of the callback's address, with the code and the state in it. */
  readonly query: string;
  /** What the identity provider answered, where the callback was served with it. */
  readonly reply?: unknown;
}

export const callbackType = 'aicc-support.oauth';

/**
 * For a window whose tie to its opener was cut. Nobody who does not know the state knows the name, and no other origin
 * hears it.
 */
export const callbackChannel = (state: string): string => `${callbackType} ${state}`;

export const isCallbackMessage = (data: unknown): data is CallbackMessage =>
  isRecord(data) && data['type'] === callbackType && isString(data['query']);
