/** What each contender of the token storm puts into its tabs: `?one=oidc` says which. */
import { createTokenManager, exchangeSource } from 'aicc-support';
import { Auth0Client } from '@auth0/auth0-spa-js';
import { GoTrueClient } from '@supabase/auth-js';
import { User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Storm } from './storm-outcome.js';

const idp = 'https://stranger.test';
/** A token that ended an hour ago. */
const ended = Math.floor(Date.now() / 1000) - 3600;
const person = { sub: 'agent-1', aud: 'crm', iss: `${idp}/`, iat: ended, exp: ended };

const part = (value: object): string =>
  btoa(JSON.stringify(value)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const jwt = (claims: object): string => `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2ln`;

/** Each as its documents tell an application to get its token, with what is left of the session in the storage. */
const contenders: Record<string, () => Promise<() => Promise<string>>> = {
  async ours() {
    const tokens = createTokenManager({ source: exchangeSource({ endpoint: '/token/ours' }) });
    return () => tokens.getToken();
  },

  async oidc() {
    const manager = new UserManager({
      authority: idp,
      client_id: 'crm',
      redirect_uri: `${location.origin}/callback`,
      automaticSilentRenew: false,
      userStore: new WebStorageStateStore({ store: localStorage }),
      metadata: { issuer: idp, authorization_endpoint: `${idp}/authorize`, token_endpoint: `${idp}/token/oidc` },
    });
    if (!(await manager.getUser())) {
      const profile = { ...person, iss: idp };
      await manager.storeUser(
        new User({
          access_token: 'old',
          refresh_token: 'refresh-1',
          token_type: 'Bearer',
          scope: 'hotline',
          profile,
          expires_at: ended,
        }),
      );
    }
    return async () => {
      const user = await manager.getUser();
      const valid = user?.expired === false ? user : await manager.signinSilent();
      if (!valid) throw new Error('Nobody is signed in');
      return valid.access_token;
    };
  },

  async supabase() {
    const storageKey = 'supabase';
    if (localStorage.getItem(storageKey) === null) {
      const user = {
        id: 'agent-1',
        aud: 'crm',
        app_metadata: {},
        user_metadata: {},
        created_at: '2026-01-01T00:00:00Z',
      };
      const session = {
        access_token: jwt(person),
        refresh_token: 'refresh-1',
        token_type: 'bearer',
        expires_in: 3600,
        expires_at: ended,
        user,
      };
      localStorage.setItem(storageKey, JSON.stringify(session));
    }
    const client = new GoTrueClient({
      url: `${idp}/token/supabase`,
      storageKey,
      autoRefreshToken: false,
      detectSessionInUrl: false,
      skipAutoInitialize: true,
    });
    return async () => {
      const { data, error } = await client.getSession();
      if (error) throw error;
      if (!data.session) throw new Error('Nobody is signed in');
      return data.session.access_token;
    };
  },

  async auth0() {
    const scope = 'openid profile email offline_access';
    const claims = { ...person, __raw: jwt(person) };
    const entry = {
      body: {
        client_id: 'crm',
        access_token: 'old',
        refresh_token: 'refresh-1',
        id_token: jwt(person),
        scope,
        audience: 'default',
        expires_in: 3600,
        decodedToken: { claims, user: { sub: person.sub } },
      },
      expiresAt: ended,
    };
    const key = `@@auth0spajs@@::crm::default::${scope}`;
    if (localStorage.getItem(key) === null) {
      localStorage.setItem(key, JSON.stringify(entry));
      localStorage.setItem(
        '@@auth0spajs@@::crm::@@user@@',
        JSON.stringify({ id_token: entry.body.id_token, decodedToken: entry.body.decodedToken }),
      );
    }
    const client = new Auth0Client({
      domain: new URL(idp).host,
      clientId: 'crm',
      cacheLocation: 'localstorage',
      useRefreshTokens: true,
      useRefreshTokensFallback: false,
    });
    return async () => (await client.getTokenSilently()) ?? '';
  },
};

async function prepare(): Promise<Storm> {
  const getToken = await contenders[new URL(location.href).searchParams.get('one') ?? 'ours']?.();
  if (!getToken) throw new Error('There is no such contender');
  return {
    calls: (count) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const began = performance.now();
          try {
            return { token: await getToken(), ms: performance.now() - began };
          } catch (error) {
            return { error: error instanceof Error ? error.message : String(error), ms: performance.now() - began };
          }
        }),
      ),
  };
}

void prepare().then((storm) => (window.storm = storm));
