import { AiccError } from '../../errors.js';

/**
 * The value of `Authorization` for HTTP Basic, of the bytes of UTF-8. Source: RFC 7617.
 *
 * @throws AiccError `config/invalid-option`
 */
export function basicHeader(username: string, password: string): string {
  if (username === '' || username.includes(':')) {
    throw new AiccError('config/invalid-option', 'A user name of HTTP Basic is not empty and has no colon in it');
  }
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
