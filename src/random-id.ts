/** 128 random bits as text: `crypto.randomUUID` does not exist on plain http. */
export const randomId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
