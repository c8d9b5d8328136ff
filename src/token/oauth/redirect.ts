import type { Clock } from '../../clock.js';
import { AiccError } from '../../errors.js';
import { isRecord, isString } from '../../protocol/guards.js';
import { limited } from '../limited.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { mismatchError, readCode, readQuery } from './read-callback.js';
import type { SignInPage } from './sign-in-page.js';

/** What a page that leaves for the platform needs when it is back. No token is in it. */
interface Departure {
  readonly state: string;
  readonly verifier: string;
}

const keyOf = (clientId: string): string => `aicc-support.oauth ${clientId}`;

/** How long a page may take to be gone, in milliseconds. */
const leaveMs = 30_000;

/** A page without an origin has no storage: asking for it throws. */
function storageOf(page: SignInPage): Storage | undefined {
  try {
    return page.sessionStorage;
  } catch {
    return undefined;
  }
}

/**
 * Leaves the page for the platform. Where all goes well nobody hears how it ends, for the page is gone.
 *
 * @throws AiccError `auth/popup-closed` when the agent comes back by the browser's button, `net/timeout` when the page
 * stays, `config/invalid-option` where there is no storage; the signal's reason
 */
export async function leaveForPlatform(
  page: SignInPage,
  clientId: string,
  { url, state, verifier = '' }: AuthorizationRequest,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<never> {
  const departure: Departure = { state, verifier };
  const storage = storageOf(page);
  if (!storage) throw new AiccError('config/invalid-option', "display: 'redirect' needs a page that has a storage");
  storage.setItem(keyOf(clientId), JSON.stringify(departure));
  let onShow: ((event: PageTransitionEvent) => void) | undefined;
  try {
    return await limited(
      clock,
      leaveMs,
      signal,
      () =>
        new Promise<never>((_resolve, reject) => {
          onShow = ({ persisted }) => {
            if (persisted) reject(new AiccError('auth/popup-closed', 'The agent came back without signing in'));
          };
          page.addEventListener('pageshow', onShow);
          page.location.assign(url);
        }),
    );
  } finally {
    if (onShow) page.removeEventListener('pageshow', onShow);
    storage.removeItem(keyOf(clientId));
  }
}

/**
 * What the platform sent the page back with, taken out of the address and the storage: it counts once. `undefined` when
 * this page does not come from there.
 *
 * @throws AiccError `auth/state-mismatch`, `auth/authorization-refused`
 */
export function takeReturn(
  page: SignInPage,
  clientId: string,
  redirectUri: URL,
): { readonly code: string; readonly verifier: string } | undefined {
  const here = new URL(page.location.href);
  if (here.origin !== redirectUri.origin || here.pathname !== redirectUri.pathname) return undefined;
  const answer = readQuery(here.search);
  if (answer.state === undefined && answer.code === undefined && answer.error === undefined) return undefined;
  const storage = storageOf(page);
  const kept = storage?.getItem(keyOf(clientId)) ?? null;
  // Nobody left from here: what stands in the address is not for us, or is forged.
  if (kept === null) return undefined;
  storage?.removeItem(keyOf(clientId));
  // Others in the address are the page's.
  for (const name of ['code', 'state', 'iss', 'session_state', 'error', 'error_description', 'error_uri']) {
    here.searchParams.delete(name);
  }
  page.history.replaceState(page.history.state, '', here);
  const departure = readDeparture(kept);
  if (!departure) throw mismatchError();
  return { code: readCode(answer, departure.state), verifier: departure.verifier };
}

function readDeparture(text: string): Departure | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    const { state, verifier } = value;
    return isString(state) && isString(verifier) ? { state, verifier } : undefined;
  } catch {
    return undefined;
  }
}
