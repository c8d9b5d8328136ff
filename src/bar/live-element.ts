import { render } from 'lit/html.js';

/** Makes properties of a class render anew when they are set. Texts are kept in attributes, by the name and default given. */
export function defineLive(
  { prototype }: { readonly prototype: LiveElement },
  texts: Readonly<Record<string, string | undefined>>,
  values: readonly string[],
): void {
  for (const [name, standard] of Object.entries(texts)) {
    Object.defineProperty(prototype, name, {
      get(this: LiveElement) {
        return this.getAttribute(name) ?? standard;
      },
      set(this: LiveElement, text: string | undefined) {
        if (text === undefined) this.removeAttribute(name);
        else this.setAttribute(name, text);
      },
    });
  }
  for (const name of values) {
    const kept = new WeakMap<LiveElement, unknown>();
    Object.defineProperty(prototype, name, {
      get(this: LiveElement) {
        return kept.get(this);
      },
      set(this: LiveElement, value: unknown) {
        kept.set(this, value);
        this.requestUpdate();
      },
    });
  }
}

/** What lasts beside the rendering: listeners, timers, the focus. */
export interface Controller {
  connected?(): void;
  disconnected?(): void;
  /** Before and after each rendering. */
  update?(): void;
  updated?(): void;
}

/** Where there are no elements, a server that renders a page imports the class all the same, and makes none. */
const Base =
  (globalThis as { readonly HTMLElement?: typeof HTMLElement }).HTMLElement ??
  (Object as unknown as typeof HTMLElement);

/**
 * A custom element that renders templates of Lit into a shadow root, as often as the screen shows it and no oftener.
 * It does what the bar needs of Lit's own base class, which is as large as all that Lit needs for templates
 * (decision 24).
 */
export abstract class LiveElement extends Base {
  readonly renderRoot = this.attachShadow({ mode: 'open' });
  readonly #controllers: Controller[] = [];
  #hasUpdated = false;
  #updating: Promise<void> | undefined;

  get hasUpdated(): boolean {
    return this.#hasUpdated;
  }

  /** Settles when what is known now has been shown. */
  get updateComplete(): Promise<boolean> {
    return Promise.resolve(this.#updating).then(() => !this.#updating);
  }

  addController(controller: Controller): void {
    this.#controllers.push(controller);
    if (this.isConnected) controller.connected?.();
  }

  /** Renders anew, with all else that changes until then. */
  requestUpdate(): void {
    if (this.isConnected) this.#updating ??= this.#update();
  }

  connectedCallback(): void {
    for (const { connected } of this.#controllers) connected?.();
    this.requestUpdate();
  }

  disconnectedCallback(): void {
    for (const { disconnected } of this.#controllers) disconnected?.();
  }

  attributeChangedCallback(): void {
    this.requestUpdate();
  }

  /** Adds rules to those of the shadow root. */
  protected adoptStyles(text: string): void {
    const root = this.renderRoot;
    if ('adoptedStyleSheets' in root) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
      return;
    }
    // Safari before 16.4. A strict policy needs the nonce, by the name that Lit gave it.
    const style = document.createElement('style');
    style.nonce = (globalThis as { litNonce?: string }).litNonce ?? '';
    style.textContent = text;
    (root as ShadowRoot).append(style);
  }

  /** What must be there before anything is rendered. */
  protected abstract ready(): Promise<void>;
  protected abstract render(): unknown;

  async #update(): Promise<void> {
    try {
      // However much happens, once a frame; out of sight, where there are no frames, now and then.
      if (this.#hasUpdated) {
        await new Promise((resolve) => {
          if (document.hidden) setTimeout(resolve, 100);
          else requestAnimationFrame(resolve);
        });
      }
      await this.ready();
      if (!this.isConnected) return;
      for (const { update } of this.#controllers) update?.();
      render(this.render(), this.renderRoot);
      this.#hasUpdated = true;
    } finally {
      // What changes from here on asks for the next one.
      this.#updating = undefined;
    }
    for (const { updated } of this.#controllers) updated?.();
  }
}
