/** A business page embedded in the workbench. */
import {
  cookieSource,
  createAICCSupport,
  createTokenManager,
  exchangeSource,
  firstOf,
  frameTransport,
  isAiccError,
  isVerified,
  oauthSource,
  rawMessageTransport,
  vendorScriptTransport,
  type AICCSupport,
  type AiccErrorCode,
  type EventData,
  type OAuthSource,
  type TokenManager,
} from 'aicc-support';

const support: AICCSupport = createAICCSupport({
  transport: frameTransport({ allowedOrigins: ['https://workbench.example.com'] }),
});

export async function unlock(signal: AbortSignal): Promise<boolean> {
  const { verifyResult } = await support.getVerifyResult('RETAIL_OTP', { signal, timeoutMs: 2000 });
  const values: '' | '0' | '1' | '2' | '3' = verifyResult;
  // @ts-expect-error The result is a string: this mistake does not compile.
  if (verifyResult === 1) return true;
  await support.whenVerified('RETAIL_OTP', { signal });
  return isVerified({ verifyResult: values });
}

const open = (data: EventData): string => `${data.callerNum} ${data.callid} ${data.calldata}`;
export const off: () => void = support.addHandler('Ringing', open, { replay: true });
support.removeHandler('Ringing', open);
support.addHandler('Init', ({ workNo }) => workNo.length);
// @ts-expect-error Init carries the agent's number alone.
support.addHandler('Init', ({ callid }) => callid);
// @ts-expect-error There is no such event.
support.addHandler('Hangup', () => undefined);

export async function dial(calledNum: string): Promise<AiccErrorCode | 'dialled'> {
  try {
    await support.clickToOutbound({ mediaType: 'audio', calledNum });
    // @ts-expect-error Faxes cannot be sent.
    await support.clickToOutbound({ mediaType: 'fax', calledNum });
    return 'dialled';
  } catch (error) {
    if (isAiccError(error, 'bridge/not-allowed')) return error.code;
    if (isAiccError(error) && error.retryable) return error.code;
    throw error;
  }
}

const oauth: OAuthSource = oauthSource({
  profile: 'own-callback',
  authorizeUrl: 'https://login.example.net/authorize',
  clientId: 'crm',
  redirectUri: 'https://crm.example.com/signed-in',
  endpoint: '/api/aicc-sign-in',
  display: 'redirect',
});
const tokens: TokenManager = createTokenManager({
  source: firstOf(cookieSource(), exchangeSource({ endpoint: '/api/aicc-token' }), oauth),
  expectedUserName: 'ann@example.com',
});
export const token: Promise<string> = tokens.getToken({ minValidityMs: 1000, rejected: 'old' });
tokens.on('failed', ({ error, retryAt }) => {
  const code: AiccErrorCode = error.code;
  if (code === 'auth/interaction-required' && retryAt === undefined) void oauth.signIn();
});
const { profile, ...rest } = {
  profile: 'aiccs',
  authorizeUrl: 'https://login.example.net/authorize',
  clientId: 'crm',
  redirectUri: 'https://signin.example.com/oauth/callback/crm',
} as const;
oauthSource({ profile, ...rest });
// @ts-expect-error The provider answers with a document: there is nothing to come back to.
oauthSource({ profile, ...rest, display: 'redirect' });
// @ts-expect-error Somebody has to redeem the code: endpoint or tokenEndpoint.
oauthSource({ ...rest, profile: 'own-callback' });
// @ts-expect-error A page cannot keep a secret.
oauthSource({ profile, ...rest, clientSecret: 'secret' });
// @ts-expect-error
createAICCSupport({ transport: vendorScriptTransport(), clientSecret: 'secret' });
// @ts-expect-error
frameTransport({ allowedOrigins: ['https://workbench.example.com'], clientSecret: 'secret' });
// @ts-expect-error
rawMessageTransport({ targetOrigin: 'https://workbench.example.com', privateKey: 'key' });
