/** A backend in Node: the server half speaks the Fetch API. */
import * as server from 'aicc-support/server';
import * as redis from 'aicc-support/server/redis';

export const handlers: Readonly<Record<string, unknown>> = { ...server, ...redis };

export const callback: Promise<Response> = server.oauthCallbackPage({ pageOrigin: 'https://crm.example.com' });

export const signIn: server.FetchHandler = server.createTokenHandler({
  authenticate: () => ({ userName: 'ann@example.com', platformToken: 'token' }),
  // What authenticate says of an agent comes to exchange.
  exchange: ({ userName, platformToken }, { scope, signal }) =>
    server.exchangeToken({
      profile: 'aiccs',
      clientId: 'idp_1',
      clientSecret: userName,
      redirectUrl: 'https://crm.example.com/callback',
      subjectIssuer: 'crm',
      subjectToken: platformToken,
      scope,
      signal,
    }),
});
// @ts-expect-error Who is signed in is the integrator's answer.
server.createTokenHandler({ exchange: () => Promise.reject(new Error()) });
