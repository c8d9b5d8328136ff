import { OAuthRefusal } from './oauth-error.js';

const maxBytes = 65_536;

/**
 * The fields of a request to a token endpoint: in the body, form-encoded, each once, and nothing in the address.
 *
 * @throws OAuthRefusal
 */
export async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
  if (request.method !== 'POST') throw new OAuthRefusal('invalid_request', 'The method here is POST', 405);
  if (new URL(request.url).search !== '') {
    throw new OAuthRefusal('invalid_request', 'Parameters belong in the body: an address is written to logs');
  }
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw new OAuthRefusal('invalid_request', 'The body must be application/x-www-form-urlencoded');
  }
  const text = await request.text();
  if (text.length > maxBytes) throw new OAuthRefusal('invalid_request', 'The body is too long', 413);
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) throw new OAuthRefusal('invalid_request', `${name} stands there twice`);
    fields.set(name, value);
  }
  return fields;
}

/** @throws OAuthRefusal when it is missing or empty */
export function requiredField(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value) return value;
  throw new OAuthRefusal('invalid_request', `${name} is missing`);
}

/** Basic credentials over the raw pair: the provider does not URL-encode them first, as RFC 6749 would. */
export function readBasic({ headers }: Request): { readonly id: string; readonly secret: string } | undefined {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headers.get('authorization') ?? '') ?? [];
  if (encoded.length % 4 !== 0 || encoded === '') return undefined;
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(new TextDecoder().decode(bytes)) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}
