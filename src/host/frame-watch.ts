/**
 * Tells when an iframe is taken out of its document, or moved so that it loads anew.
 *
 * Every root around it is observed: a mutation inside a shadow tree does not show outside of it.
 */
export function watchFrame(frame: HTMLIFrameElement, onReplaced: () => void): { check(): void; stop(): void } {
  let shown = frame.contentWindow;
  let observed: readonly Node[] = [];
  const observer = new MutationObserver(check);
  observeRoots();

  function observeRoots(): void {
    const roots = rootsAround(frame);
    if (roots.length === observed.length && roots.every((root, index) => root === observed[index])) return;
    observed = roots;
    observer.disconnect();
    for (const root of roots) observer.observe(root, { childList: true, subtree: true });
  }

  function check(): void {
    // It can change its place without loading anew (moveBefore).
    observeRoots();
    if (frame.contentWindow === shown) return;
    shown = frame.contentWindow;
    onReplaced();
  }

  return {
    check,
    stop() {
      observer.disconnect();
    },
  };
}

/** From the inside out. The document is always among them: a frame that was taken out may come back anywhere. */
function rootsAround(frame: HTMLIFrameElement): readonly Node[] {
  const roots: Node[] = [];
  let root: Node = frame.getRootNode();
  roots.push(root);
  while (root instanceof ShadowRoot) {
    root = root.host.getRootNode();
    roots.push(root);
  }
  if (root !== document) roots.push(document);
  return roots;
}
