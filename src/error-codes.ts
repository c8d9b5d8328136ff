import type { AiccErrorCode } from './errors.js';

/**
 * The registry of error codes: one row a code, with what it means, whether trying again can help, and what to do.
 *
 * No page imports it, so the texts cost nothing; `docs/errors.md` is generated from it and a test holds the thrown
 * errors against it.
 */
export interface ErrorCodeEntry {
  readonly retryable: boolean;
  readonly meaning: string;
  readonly remedy: string;
}

export const errorCodes = {
  'bridge/not-embedded': {
    retryable: false,
    meaning: 'The page is not inside a frame (or has no opener), so there is no workbench to talk to.',
    remedy: 'Open the page from the workbench, or use another transport (http, simulated) outside of it.',
  },
  'bridge/handshake-timeout': {
    retryable: true,
    meaning: 'No workbench of an allowed origin answered within the handshake time-out.',
    remedy:
      'Check that the workbench serves this frame and that allowedOrigins names its exact origin; the message lists origins that were rejected meanwhile.',
  },
  'bridge/opaque-origin': {
    retryable: false,
    meaning: 'One side has an opaque origin (a sandboxed frame, a data: or file: page), which cannot be verified.',
    remedy: 'Serve the page over https and give the sandboxed frame allow-same-origin.',
  },
  'bridge/origin-rejected': {
    retryable: false,
    meaning: 'A frame of an origin that no guest entry names tried to connect.',
    remedy: 'Add the origin to guests if it is meant to be served.',
  },
  'bridge/peer-gone': {
    retryable: true,
    meaning: 'The other side reloaded, navigated, was removed, was replaced or stopped answering.',
    remedy: 'Reconnection is automatic; repeat the operation when the connection is open again, if that is safe.',
  },
  'bridge/protocol-unsupported': {
    retryable: false,
    meaning: 'The two sides share no version of the frame protocol.',
    remedy: 'Update the older side.',
  },
  'bridge/protocol-violation': {
    retryable: false,
    meaning: 'A message did not have the form that the protocol demands.',
    remedy: 'Report it with the diagnostics of both sides; check that both run a released version.',
  },
  'bridge/uncloneable': {
    retryable: false,
    meaning: 'A value holds something that cannot be sent to another frame (a function, a DOM node, a proxy).',
    remedy: 'Send plain data.',
  },
  'bridge/not-allowed': {
    retryable: false,
    meaning: 'The workbench did not grant this operation to this page.',
    remedy: 'Ask the administrator of the workbench to grant the operation to the origin of the page.',
  },
  'bridge/unsupported-operation': {
    retryable: false,
    meaning: 'The system behind this connection does not offer the operation.',
    remedy: 'Ask connection.capabilities.has(operation) first and hide what is not there.',
  },
  'bridge/handler-failed': {
    retryable: false,
    meaning: 'The other side failed in an unexpected way while it served the operation.',
    remedy: 'Look at the log of the other side.',
  },
  'bridge/rate-limited': {
    retryable: true,
    meaning: 'The page asked for more than the workbench lets one guest ask for.',
    remedy: 'Wait and try again; dial only on a click of the agent.',
  },
  'bridge/closed': {
    retryable: false,
    meaning: 'The connection was closed by this page.',
    remedy: 'Connect again.',
  },
  'net/timeout': {
    retryable: true,
    meaning: 'The operation had no answer within its deadline. It may still take effect.',
    remedy: 'Read the state before repeating an operation that must not happen twice.',
  },
  'net/aborted': {
    retryable: false,
    meaning: 'The caller aborted the operation with its signal.',
    remedy: 'None needed.',
  },
  'net/unreachable': {
    retryable: true,
    meaning: 'The server could not be reached.',
    remedy: 'Reconnection is automatic; check the network and the address.',
  },
  'net/bad-response': {
    retryable: true,
    meaning: 'The server answered with something that is not the protocol.',
    remedy: 'Check the address, and what stands between the page and the server.',
  },
  'auth/token-rejected': {
    retryable: false,
    meaning: 'The server refused the access token, and a renewed one too.',
    remedy: 'Sign the agent in again.',
  },
  'auth/forbidden': {
    retryable: false,
    meaning: 'The signed-in user may not do this.',
    remedy: 'Grant the permission to the role of the user.',
  },
  'auth/signed-in-elsewhere': {
    retryable: false,
    meaning: 'The agent is signed in from another seat (another browser, another program).',
    remedy: 'Ask the agent, then sign in with `force: true` to take over; the other seat is told by `agent.conflict`.',
  },
  'auth/login-required': {
    retryable: false,
    meaning: "Nobody is signed in at the page's own backend, so it has no agent to get an access token for.",
    remedy:
      'Show your sign-in; then call getToken again, and make the connection anew, which has closed (docs/recipes/tokens.md).',
  },
  'auth/interaction-required': {
    retryable: false,
    meaning:
      'A token can only be had by asking the agent. A page may open a window to sign in while a click is handled, and at no other time.',
    remedy:
      'Show a button whose click calls signIn() of the source; then the token manager has the token by itself. A connection that closed meanwhile is made anew.',
  },
  'auth/cookie-unreadable': {
    retryable: false,
    meaning:
      'The page cannot read the cookie with the access token: there is none, or it is HttpOnly, of another site or path, or kept apart from a page in a frame.',
    remedy:
      'Let the agent sign in; check Domain, Path, HttpOnly and Partitioned of the cookie; or get the token through your backend.',
  },
  'auth/token-malformed': {
    retryable: false,
    meaning: 'What should be an access token is none.',
    remedy: 'Look at what the source of the token gives.',
  },
  'auth/token-expired': {
    retryable: false,
    meaning: 'The access token has ended.',
    remedy: 'Get a new one: sign in again, or add a source that can renew it.',
  },
  'auth/wrong-user': {
    retryable: false,
    meaning: 'The access token is not of the agent that expectedUserName names, or does not say whose it is.',
    remedy: 'Sign the other agent out, or sign in as the expected one.',
  },
  'auth/exchange-failed': {
    retryable: false,
    meaning:
      'No access token could be had: the identity provider refused or failed, or there were too many requests. The error says itself whether trying again can help.',
    remedy:
      'On a page, wait: it is tried again by itself when that can help; look at the log of the backend. There, the words of the identity provider are in the message.',
  },
  'auth/signed-out': {
    retryable: false,
    meaning: 'The token manager was disposed of, or its session ended, before there was a token.',
    remedy: 'None needed; sign in again.',
  },
  'auth/popup-blocked': {
    retryable: false,
    meaning:
      'The browser opened no window to sign in: no click asked for it, the agent switched pop-ups off, or the page is in a frame that may not open any.',
    remedy:
      'Call signIn() first thing in the handler of a click; let the agent allow pop-ups; give a sandboxed frame allow-popups.',
  },
  'auth/popup-closed': {
    retryable: false,
    meaning:
      'The agent left the sign-in before it was over: the window was closed, or the page came back by the button of the browser. A window that went on to a callback which the page cannot read looks the same.',
    remedy:
      'Offer the button again. When it always ends so, look at the layout of the callback (docs/recipes/tokens.md, OAuth mode): the back-end way needs none.',
  },
  'auth/callback-not-readable': {
    retryable: false,
    meaning:
      'The answer to the sign-in lies where the page cannot read it: at a callback of another site, or in a document that holds neither a token nor an error.',
    remedy:
      "Let your backend exchange the platform's token (exchangeSource), or serve the callback under the page's own origin, with oauthCallbackPage.",
  },
  'auth/state-mismatch': {
    retryable: false,
    meaning:
      'What came back from a sign-in does not belong to a question that this page asked. Somebody may have tried to sign the agent in as somebody else.',
    remedy: 'Sign in again from the page. When it always ends so, look for what changes or drops the parameter state.',
  },
  'auth/authorization-refused': {
    retryable: false,
    meaning:
      'The platform or the identity provider did not let the agent in: consent refused, a wrong client or redirect URI, or no agent of that name. `context.error` is the word that it used.',
    remedy: 'For access_denied ask the agent; for all others look at the registration at the platform.',
  },
  'call/unsupported-media': {
    retryable: false,
    meaning: 'The media type is not one that this operation can start.',
    remedy: 'Use audio, video, email or whatsapp.',
  },
  'call/not-found': {
    retryable: false,
    meaning: 'No such call or contact, or it has ended.',
    remedy: 'Read the snapshot for the calls that exist.',
  },
  'call/wrong-state': {
    retryable: false,
    meaning: 'The call or the agent is in a state that does not allow the operation.',
    remedy: 'Look at the state of the call or agent in the snapshot.',
  },
  'call/refused': {
    retryable: false,
    meaning: 'The agent or the policy of the workbench refused to dial.',
    remedy: 'None needed.',
  },
  'call/invalid-number': {
    retryable: false,
    meaning: 'The number has a form that cannot be dialled.',
    remedy: 'Pass digits, *, # and an optional leading +.',
  },
  'verification/unknown-code': {
    retryable: false,
    meaning: 'No authentication process has this code, or it is not enabled.',
    remedy: 'Enable the process, or correct the code.',
  },
  'verification/already-running': {
    retryable: false,
    meaning: 'An attempt with this code is already running for the contact.',
    remedy: 'Wait for it or cancel it.',
  },
  'verification/not-running': {
    retryable: false,
    meaning: 'No attempt with this code is running for the contact, so there is nothing to cancel.',
    remedy: 'None needed; read the result.',
  },
  'verification/no-contact': {
    retryable: false,
    meaning: 'No contact is in focus, so there is nobody to verify.',
    remedy: 'Wait for a call.',
  },
  'verification/contact-ended': {
    retryable: false,
    meaning: 'The contact ended before the result was successful.',
    remedy: 'None needed; a new contact starts unverified.',
  },
  'verification/focus-lost': {
    retryable: false,
    meaning: 'The agent moved to another contact before the result was successful.',
    remedy: 'Ask again when the contact is in focus again.',
  },
  'verification/timeout': {
    retryable: true,
    meaning: 'The result was not successful within the time given.',
    remedy: 'Ask again, or start a new attempt.',
  },
  'verification/not-verified': {
    retryable: false,
    meaning: 'There is no successful result for the contact now, so there is nothing to prove.',
    remedy: 'Ask again when `getVerifyResult` says 1.',
  },
  'verification/invalid-process': {
    retryable: false,
    meaning: 'An authentication process does not have its form: a code, a name, a flow that exists, a level.',
    remedy: 'Correct what the message names.',
  },
  'verification/process-enabled': {
    retryable: false,
    meaning: 'The authentication process is enabled, so it can be neither edited nor deleted.',
    remedy: 'Disable it first.',
  },
  'verification/proof-malformed': {
    retryable: false,
    meaning: 'What was given as a proof is none.',
    remedy: 'Send the token of `getVerificationProof` unchanged.',
  },
  'verification/proof-forged': {
    retryable: false,
    meaning: 'The signature of the proof is not of a key of the verification service.',
    remedy: 'Refuse the request. If the proof is genuine, check which keys are configured.',
  },
  'verification/proof-expired': {
    retryable: false,
    meaning: 'The proof is older than it may be, or not valid yet.',
    remedy: 'Let the page ask for a new one; compare the clocks of both servers.',
  },
  'verification/proof-replayed': {
    retryable: false,
    meaning: 'The proof was used before.',
    remedy: 'Refuse the request; a proof is good for one.',
  },
  'verification/proof-wrong-audience': {
    retryable: false,
    meaning: 'The proof was given to a page of another origin.',
    remedy: 'Refuse the request. If the page is yours, check the audience that is configured.',
  },
  'verification/proof-wrong-code': {
    retryable: false,
    meaning: 'The proof is of another authentication process, or of a lower level, than the business asks for.',
    remedy: 'Ask for the proof of the process that the business requires.',
  },
  'verification/proof-wrong-contact': {
    retryable: false,
    meaning: 'The proof is about another contact than the request.',
    remedy: 'Refuse the request.',
  },
  'config/allowed-origins-missing': {
    retryable: false,
    meaning: 'No allowed origins are configured, so no workbench can be trusted.',
    remedy: 'Pass allowedOrigins, or data-allowed-origins on the script tag.',
  },
  'config/invalid-origin': {
    retryable: false,
    meaning: 'An allowed origin is not an exact https origin or an accepted wildcard.',
    remedy:
      'Write https://host[:port] or https://*.example.com, without a path or a slash at the end; http needs loopback or dangerouslyAllowHttp.',
  },
  'config/invalid-option': {
    retryable: false,
    meaning: 'An option has a value that cannot be used.',
    remedy: 'Correct the option that the message names.',
  },
  'config/unknown-event': {
    retryable: false,
    meaning: 'There is no event of this name.',
    remedy: 'Use Init, Ringing, Talking, Release, Switch or VerifyResult.',
  },
  'config/already-configured': {
    retryable: false,
    meaning: 'The global was configured after its first use.',
    remedy: 'Call AICCSupport.configure once, before anything else.',
  },
  'config/vendor-global-missing': {
    retryable: false,
    meaning: "The vendor's own AICCSupport.js is not on the page.",
    remedy: "Load the vendor's script first, or pass its address as src.",
  },
  'config/script-blocked': {
    retryable: false,
    meaning: "The content security policy of the page does not admit the vendor's script.",
    remedy:
      "Add the script's origin to script-src, and aicc-support#vendor-script to trusted-types where the page names its policies.",
  },
  'config/secret-in-browser': {
    retryable: false,
    meaning: 'A client secret or a private key was given to code that runs in a browser, where everybody can read it.',
    remedy: 'Keep it on a server (createTokenHandler), take it out of the page, and replace it: it is known now.',
  },
  'server/bad-request': {
    retryable: false,
    meaning: 'The server refused the form of the request.',
    remedy: 'Send what docs/protocol describes.',
  },
  'server/origin-refused': {
    retryable: false,
    meaning: 'The request came from a page of an origin that the server does not allow.',
    remedy: 'Add the origin to allowedOrigins of the server.',
  },
  'server/internal': {
    retryable: true,
    meaning: 'The server failed in an unexpected way.',
    remedy: 'Look at the log of the server.',
  },
  'server/store-unavailable': {
    retryable: true,
    meaning: 'The store that the servers share (Redis) did not answer in time, or refused. Nothing was decided.',
    remedy: 'Check the store; until it is back, whatever asks it is refused.',
  },
  'server/caller-refused': {
    retryable: false,
    meaning: 'The caller of an endpoint for other servers did not prove who it is.',
    remedy:
      'Send the secret, the signature or the token that the endpoint was configured with; a signature counts once.',
  },
  'server/delivery-failed': {
    retryable: false,
    meaning: 'A one-time code was made and could not be sent. Its challenge was ended.',
    remedy: 'Look at what the delivery is connected to; send anew.',
  },
  'server/webhook-failed': {
    retryable: false,
    meaning:
      'A webhook of the integrator answered with a failure, or with a refusal. `context` has its status and the event that Dialogflow has for it. The error says itself whether trying again can help.',
    remedy: 'Look at the log of the webhook; for the statuses 401 and 403 at the credentials that it is called with.',
  },
  'server/outbound-refused': {
    retryable: false,
    meaning: 'The rules for outbound calls do not allow this address, method or header. Nothing was sent.',
    remedy: 'Name its https origin in allowedOrigins; a name that leads to a private address is never called.',
  },
} as const satisfies Record<AiccErrorCode, ErrorCodeEntry>;
