/** Lets every promise that can settle without time or messages settle. */
export async function microtasks(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** Lets the messages that were posted in this process arrive, and what they cause. */
export async function messages(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
