/** Stands for an object that each test has anew, so that a test file can name it once. */
export const lateBound = <T extends object>(current: () => T | undefined): T => {
  const target = (): T => {
    const now = current();
    if (!now) throw new Error('Not there yet');
    return now;
  };
  return new Proxy({} as T, {
    get: (_, key) => Reflect.get(target(), key) as unknown,
    set: (_, key, value) => Reflect.set(target(), key, value),
  });
};
