// @ts-check
/** Text messages to the customers' telephones: whoever shows a telephone hears of new ones. */

/** @typedef {ReturnType<typeof createMessages>} Messages */

export function createMessages() {
  /** @type {Map<string, string[]>} */
  const inboxes = new Map();
  /** @type {Set<(number: string) => void>} */
  const listeners = new Set();
  /** @param {string} number */
  const inbox = (number) => inboxes.get(number) ?? [];
  return {
    inbox,
    /** @param {string} number @param {string} text */
    deliver(number, text) {
      inboxes.set(number, [...inbox(number), text].slice(-5));
      for (const tell of listeners) tell(number);
    },
    /** @param {string} number @param {() => void} listener @param {{ signal: AbortSignal }} options */
    subscribe(number, listener, { signal }) {
      const tell = (/** @type {string} */ to) => {
        if (to === number) listener();
      };
      listeners.add(tell);
      signal.addEventListener('abort', () => listeners.delete(tell), { once: true });
    },
  };
}
