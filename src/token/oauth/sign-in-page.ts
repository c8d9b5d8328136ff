/** What a sign-in has of its page. Nothing of it is certain before it is used: the page may be no page at all. */
export type SignInPage = Pick<
  typeof globalThis,
  | 'addEventListener'
  | 'BroadcastChannel'
  | 'crypto'
  | 'document'
  | 'history'
  | 'innerHeight'
  | 'innerWidth'
  | 'location'
  | 'open'
  | 'removeEventListener'
  | 'screenX'
  | 'screenY'
  | 'sessionStorage'
>;
