/** Of what later versions of Node have, oidc-provider calls this on its way, and Node 20 lacks it. */
const url = URL as Omit<typeof URL, 'parse'> & { parse?: (address: string, base?: string) => URL | null };
url.parse ??= (address, base) => (URL.canParse(address, base) ? new URL(address, base) : null);

export const { Provider } = await import('oidc-provider');
