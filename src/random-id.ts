/** 16 random bytes in hexadecimal: `crypto.randomUUID` does not exist on plain http. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return bytes.reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '');
}
