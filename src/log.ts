/** Where the package writes what it notices. Silent unless one is given; `console` fits. */
export interface Logger {
  debug(message: string, details?: unknown): void;
  info(message: string, details?: unknown): void;
  warn(message: string, details?: unknown): void;
  error(message: string, details?: unknown): void;
}

const nothing = (): void => undefined;

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** All but the last four digits of anything that looks like a phone number. */
export function maskNumbers(text: string): string {
  return text.replace(/\d(?=(?:[ -]?\d){4})/g, '*');
}
