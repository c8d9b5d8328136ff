/** Where the package writes what it notices. Silent unless one is given; `console` fits. */
export interface Logger {
  debug(message: string, details?: unknown): void;
  info(message: string, details?: unknown): void;
  warn(message: string, details?: unknown): void;
  error(message: string, details?: unknown): void;
}

const nothing = (): void => undefined;

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** All but the last four digits of one phone number, however it is written; of an e-mail address all but its domain. */
export function maskNumber(number: string): string {
  if (/^(?!sips?:).*@/.test(number)) return number.replace(/^.*@/, '***@');
  // Not a literal: the script-tag files keep to the syntax of ES2017, which has no classes of characters.
  return number.replace(new RegExp('\\p{Nd}(?=(?:\\P{Nd}*\\p{Nd}){4})', 'gu'), '*');
}
