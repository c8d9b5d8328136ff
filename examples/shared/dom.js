// @ts-check
/** The few things that the pages do with the document. */

/**
 * The element of an id, of the kind that is expected.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} #${id}`);
}

/**
 * An element with its text or children. Nodes, never markup: the pages require Trusted Types.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{ class?: string, text?: string, data?: Record<string, string>, children?: Node[] }} [options]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, options = {}) {
  const made = document.createElement(tag);
  if (options.class) made.className = options.class;
  if (options.text !== undefined) made.textContent = options.text;
  Object.assign(made.dataset, options.data);
  made.append(...(options.children ?? []));
  return made;
}

/**
 * Writes only what is new: a live region would read the same text again.
 *
 * @param {HTMLElement} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * `aria-disabled` and not `disabled`: a button that was just pressed keeps the keyboard's focus.
 *
 * @param {HTMLButtonElement} button
 * @param {boolean} enabled
 */
export function setEnabled(button, enabled) {
  button.setAttribute('aria-disabled', String(!enabled));
}

/**
 * @param {HTMLButtonElement} button
 * @param {(event: MouseEvent) => void} action
 */
export function onPress(button, action) {
  button.addEventListener('click', (event) => {
    if (button.getAttribute('aria-disabled') !== 'true') action(event);
  });
}

/**
 * Brings the children of a list in line with its items, keeping the elements (and the focus) of those that stay.
 *
 * @template T
 * @param {HTMLElement} list
 * @param {readonly T[]} items
 * @param {{ key: (item: T) => string, create: (item: T) => HTMLElement, update: (child: HTMLElement, item: T) => void }} how
 */
export function renderList(list, items, { key, create, update }) {
  const old = new Map([...list.children].map((child) => [/** @type {HTMLElement} */ (child).dataset.key, child]));
  items.forEach((item, index) => {
    const known = old.get(key(item));
    old.delete(key(item));
    const child = known instanceof HTMLElement ? known : create(item);
    child.dataset.key = key(item);
    update(child, item);
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
  });
  for (const gone of old.values()) gone.remove();
}
