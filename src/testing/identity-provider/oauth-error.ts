/** A refusal in the words of OAuth. Source: RFC 6749, section 5.2. */
export class OAuthRefusal extends Error {
  readonly status: number;
  readonly error: string;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.error = error;
    this.status = status;
  }
}

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

export function refusalResponse({ error, message, status }: OAuthRefusal): Response {
  const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="oauth"' } : {};
  const headers = { ...noStore, ...challenge, ...(status === 405 && { allow: 'POST' }) };
  return jsonResponse({ error, error_description: message }, { status, headers });
}

export function jsonResponse(body: object, { status = 200, headers = {} }: ResponseInit = {}): Response {
  const all = new Headers(headers);
  for (const [name, value] of Object.entries({ ...noStore, 'content-type': 'application/json' })) all.set(name, value);
  return new Response(JSON.stringify(body), { status, headers: all });
}
