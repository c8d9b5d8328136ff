// @ts-check
/** One site of the demo: its files under a strict policy, and its endpoints. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {import('node:http').IncomingMessage} IncomingMessage
 * @typedef {import('node:http').ServerResponse} ServerResponse
 *
 * @typedef {object} Asset
 * @property {string | Buffer} body
 * @property {string} type
 *
 * @typedef {object} Site
 * @property {Record<string, Asset>} assets by path
 * @property {string} policy what its Content-Security-Policy adds to the common one
 * @property {string} [trustedTypes] the one policy that may make markup: that of the bar's library. Default: none
 * @property {(request: IncomingMessage, response: ServerResponse) => Promise<void> | void} [endpoints] all other paths
 */

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * A file as it is, but for `%NAME%` in a page, which becomes a value: the ports are known only when we run.
 *
 * @param {string} file
 * @param {Record<string, string>} [values]
 * @returns {Asset}
 */
export function assetOf(file, values = {}) {
  const extension = path.extname(file);
  const type = types[extension] ?? 'application/octet-stream';
  const body = readFileSync(file);
  if (extension !== '.html') return { body, type };
  return { body: body.toString().replace(/%([A-Z_]+)%/g, (whole, name) => values[name] ?? whole), type };
}

/**
 * The script of a page, and what it asks for on demand beside it.
 *
 * @param {string} name
 * @param {import('./bundles.mjs').PageScript} script
 * @returns {Record<string, Asset>}
 */
export const scriptOf = (name, { code, chunks }) =>
  Object.fromEntries(
    Object.entries({ [name]: code, ...chunks }).map(([file, body]) => [`/${file}`, { body, type: types['.js'] ?? '' }]),
  );

/** No inline script, no foreign source, no markup from strings; each site adds who may frame it. */
const commonPolicy = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
];

/**
 * A request handler for a site. Requests that name another host are not served: a page elsewhere may have pointed its
 * own name at this machine.
 *
 * @param {Site} site
 * @param {string} origin
 * @returns {(request: IncomingMessage, response: ServerResponse) => void}
 */
export function siteHandler({ assets, policy, trustedTypes = "'none'", endpoints }, origin) {
  const { host } = new URL(origin);
  const headers = {
    'content-security-policy': [...commonPolicy, `trusted-types ${trustedTypes}`, policy].join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  };
  return (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', origin);
    const asset = Object.hasOwn(assets, pathname) ? assets[pathname] : undefined;
    if (request.headers.host !== host) {
      // Only a person who typed the other name of this machine is helped on.
      if (request.headers['sec-fetch-mode'] !== 'navigate') return void response.writeHead(421, headers).end();
      return void response.writeHead(302, { ...headers, location: `${origin}${pathname}${search}` }).end();
    }
    if (asset && (request.method === 'GET' || request.method === 'HEAD')) {
      return void response.writeHead(200, { ...headers, 'content-type': asset.type }).end(asset.body);
    }
    if (!endpoints) return void response.writeHead(404, headers).end();
    Promise.resolve(endpoints(request, response)).catch(() => {
      if (!response.headersSent) response.writeHead(500, headers);
      response.end();
    });
  };
}

/**
 * Reads a small JSON body that one of our own pages sent; refuses everybody else's.
 *
 * @param {IncomingMessage} request
 * @param {string} origin
 * @returns {Promise<Record<string, unknown> | undefined>} none when it was refused
 */
export async function ownJson(request, origin) {
  const { method, headers } = request;
  if (method !== 'POST' || headers.origin !== origin) return undefined;
  if (headers['content-type'] !== 'application/json') return undefined;
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > 4096) return undefined;
  }
  try {
    const value = /** @type {unknown} */ (JSON.parse(text));
    return typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value) : undefined;
  } catch {
    return undefined;
  }
}
