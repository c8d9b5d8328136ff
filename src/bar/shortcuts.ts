/** What has a shortcut. Each names the button that it presses. */
export type BarShortcutName =
  | 'answer'
  | 'reject'
  | 'hangUp'
  | 'hold'
  | 'mute'
  | 'keypad'
  | 'transfer'
  | 'consult'
  | 'swap'
  | 'dialPad'
  | 'changeState'
  | 'help';

/** Key names by what they do: `{ answer: 'Alt+A' }`; an empty one has none. They work while the focus is in the bar. */
export type BarShortcuts = Readonly<Partial<Record<BarShortcutName, string>>>;

export const defaultShortcuts: Readonly<Record<BarShortcutName, string>> = {
  answer: 'Alt+A',
  reject: 'Alt+R',
  hangUp: 'Alt+X',
  hold: 'Alt+H',
  mute: 'Alt+M',
  keypad: 'Alt+K',
  transfer: 'Alt+T',
  consult: 'Alt+C',
  swap: 'Alt+S',
  dialPad: 'Alt+N',
  changeState: 'Alt+Y',
  help: '?',
};

/** A letter is the one on the key also where Alt makes it another (macOS), or the layout has no Latin letters. */
function letterOf({ key, code }: KeyboardEvent): string {
  return /^[!-~]$/.test(key) || !code.startsWith('Key') ? key : code.slice(3);
}

/** Which shortcut an event is. Without a modifier none is meant while somebody types. */
export function findShortcut(
  event: KeyboardEvent,
  shortcuts: BarShortcuts,
  isTyping: boolean,
): BarShortcutName | undefined {
  const modified = event.altKey || event.ctrlKey || event.metaKey;
  if (isTyping && !modified) return undefined;
  const names = Object.keys(shortcuts) as BarShortcutName[];
  return names.find((name) => {
    const parts = (shortcuts[name] ?? '').split('+');
    const key = parts.pop() ?? '';
    return (
      key !== '' &&
      key.toLowerCase() === letterOf(event).toLowerCase() &&
      event.altKey === parts.includes('Alt') &&
      event.ctrlKey === parts.includes('Ctrl') &&
      event.metaKey === parts.includes('Meta') &&
      // A sign such as ? needs Shift on some keyboards.
      (parts.length === 0 || event.shiftKey === parts.includes('Shift'))
    );
  });
}
