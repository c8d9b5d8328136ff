/** Does what a key would have done, had the panel been there when it was pressed. */
export function typeKey(key: string, target: Element | null): void {
  const isFree = target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  if (!isFree) return;
  if (key === 'Enter')
    (target?.closest('form')?.querySelector<HTMLElement>('.wide') ?? (target as HTMLElement)).click();
  else if (target instanceof HTMLInputElement && !target.readOnly && key.length === 1) {
    target.value += key;
    target.dispatchEvent(new InputEvent('input'));
  }
}
