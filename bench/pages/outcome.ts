/** What became of a promise, as plain data that leaves the page. */
export interface Outcome {
  readonly end: 'pending' | 'rejected' | 'resolved';
  /** Since the moment that mattered, in milliseconds. */
  readonly ms: number;
  /** The error's code, where it has one; else what it says. */
  readonly code?: string;
  readonly message?: string;
}

export async function outcome(promise: Promise<unknown>, limitMs: number, since: number): Promise<Outcome> {
  const pending = Symbol('pending');
  const limit = new Promise((resolve) => setTimeout(resolve, limitMs, pending));
  const elapsed = (): number => Math.round(performance.now() - since);
  try {
    const value = await Promise.race([promise, limit]);
    return { end: value === pending ? 'pending' : 'resolved', ms: elapsed() };
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null)?.code;
    return { end: 'rejected', ms: elapsed(), ...(typeof code === 'string' ? { code } : { message: String(error) }) };
  }
}
