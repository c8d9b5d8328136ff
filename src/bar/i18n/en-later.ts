import type { AiccErrorCode } from '../../errors.js';

const words = {
  close: 'Close',
  move: 'Move with the arrow keys',
  signOut: 'Sign out',
  restLength: 'Rest for',
  minutes: '{count} min',
  noLimit: 'No limit',
  sent: 'Digits sent',
  dial: 'Call',
  phoneNumber: 'Phone number',
  delete: 'Delete last digit',
  callerNum: 'Number shown',
  automatic: 'Automatic',
  target: 'Name or number',
  targets: 'Targets',
  results: '{count} found',
  noResults: 'Nothing found',
  onAnswer: 'Only once answered',
  agent: 'Agent',
  skillGroup: 'Skill group',
  ivr: 'Menu',
  accessCode: 'Service line',
  number: 'Number',
  'net/timeout': 'No answer in time. Look whether it happened before you try again.',
  'net/unreachable': 'The contact centre cannot be reached. Check your network.',
  'auth/login-required': 'Sign in to this page first.',
  'auth/token-rejected': 'Your session is over. Sign in to this page again.',
  'auth/signed-in-elsewhere': 'You are signed in at another seat.',
  'bridge/not-allowed': 'You may not do this. Ask your administrator.',
  'bridge/unsupported-operation': 'This contact centre does not offer this.',
  'bridge/rate-limited': 'Too much at once. Wait a moment and try again.',
  'call/not-found': 'This call is over already.',
  'call/wrong-state': 'This is not possible at the moment.',
  'call/refused': 'The call was refused.',
  'call/invalid-number': 'This number cannot be dialled. Check the digits.',
};

/** Codes that a person cannot tell apart from another. */
const sameAs = {
  'auth/interaction-required': 'auth/login-required',
  'auth/cookie-unreadable': 'auth/login-required',
  'auth/wrong-user': 'auth/login-required',
  'auth/token-expired': 'auth/token-rejected',
  'auth/signed-out': 'auth/token-rejected',
  'auth/forbidden': 'bridge/not-allowed',
  'bridge/peer-gone': 'net/unreachable',
  'bridge/handshake-timeout': 'net/unreachable',
  'bridge/closed': 'net/unreachable',
} as const satisfies Partial<Record<AiccErrorCode, keyof typeof words>>;

/** What panels say, and errors by their codes. Kinds of target go by their own names. */
export const enLater = { words, sameAs };
