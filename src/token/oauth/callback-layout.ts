import { wildcardForm } from '../../origins.js';

/**
 * What a page can read of a callback: all of one of its own origin; of one under the same registrable domain a cookie
 * whose `Domain` names it; nothing else.
 */
export type CallbackLayout = 'own-origin' | 'same-site' | 'other-site';

export function callbackLayout(page: Pick<URL, 'origin' | 'hostname'>, callback: URL): CallbackLayout {
  if (callback.origin === page.origin) return 'own-origin';
  const common = commonLabels(page.hostname, callback.hostname);
  // As far as is known here: not the full list of the suffixes under which anybody can register.
  return page.hostname === callback.hostname || wildcardForm.test(`https://*.${common}`) ? 'same-site' : 'other-site';
}

function commonLabels(one: string, other: string): string {
  const [a, b] = [one, other].map((host) => host.split('.').reverse()) as [string[], string[]];
  const end = a.findIndex((label, at) => label !== b[at]);
  return a
    .slice(0, end < 0 ? a.length : end)
    .reverse()
    .join('.');
}
