/**
 * Tells when an iframe is taken out of its document, or moved so that it loads anew.
 *
 * Every root around it is observed: a mutation inside a shadow tree does not show outside of it.
 */
export function watchFrame(frame: HTMLIFrameElement, onReplaced: () => void): { check(): void; stop(): void } {
  let shown = frame.contentWindow;
  const observer = new MutationObserver(check);
  observe();

  function observe(): void {
    observer.disconnect();
    let root: Node = frame.getRootNode();
    observer.observe(root, { childList: true, subtree: true });
    while (root instanceof ShadowRoot) {
      root = root.host.getRootNode();
      observer.observe(root, { childList: true, subtree: true });
    }
    // Out of the document it may come back anywhere.
    if (root !== document) observer.observe(document, { childList: true, subtree: true });
  }

  function check(): void {
    if (frame.contentWindow === shown) return;
    shown = frame.contentWindow;
    observe();
    onReplaced();
  }

  return {
    check,
    stop() {
      observer.disconnect();
    },
  };
}
