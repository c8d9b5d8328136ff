import { nothing } from 'lit/html.js';
import { systemClock, type Clock } from '../clock.js';
import type { AiccErrorCode } from '../errors.js';
import { maskNumber } from '../log.js';
import type { Call, Contact } from '../protocol/entities.js';
import type { Softphone, SoftphoneState } from '../softphone/softphone.js';
import { createCards, type CallerCard } from './call-data.js';
import type { AiccSoftphoneBar } from './element.js';
import { keepFocus } from './controllers/focus-keeper.js';
import { followSoftphone } from './controllers/follow-softphone.js';
import { createPanels } from './controllers/panels.js';
import { retryLater } from './controllers/retry.js';
import { tickWhile } from './controllers/ticker.js';
import { errorCode } from './error-code.js';
import { createSpeaker } from './i18n/speaker.js';
import type { LaterWords, Translator } from './i18n/translate.js';
import { LiveElement, defineLive } from './live-element.js';
import { createPlaces } from './places.js';
import { defaultShortcuts, findShortcut, type BarShortcuts } from './shortcuts.js';
import { controls } from './styles/controls.js';
import { sections } from './styles/sections.js';
import { tokens } from './styles/tokens.js';
import { barView } from './views/bar-view.js';
import type { SoundGate } from './sound-gate.js';
import type { Later, View } from './views/view.js';

const noState: SoftphoneState = {
  status: 'connecting',
  calls: [],
  contacts: [],
  allowed: { agent: new Set(), calls: new Map() },
};

/** The element: see `AiccSoftphoneBar`. */
export class SoftphoneBarElement extends LiveElement implements AiccSoftphoneBar {
  // A getter: of static fields the compiler makes static blocks, which are younger than the browser floor.
  static get observedAttributes(): readonly string[] {
    return ['layout', 'theme', 'side', 'locale', 'mask-numbers', 'shortcuts'];
  }

  declare layout: AiccSoftphoneBar['layout'];
  declare theme: AiccSoftphoneBar['theme'];
  declare side: AiccSoftphoneBar['side'];
  declare locale: AiccSoftphoneBar['locale'];
  declare shortcuts: AiccSoftphoneBar['shortcuts'];
  declare restMinutes: AiccSoftphoneBar['restMinutes'];
  declare catalogues: AiccSoftphoneBar['catalogues'];
  declare sound: AiccSoftphoneBar['sound'];
  declare describeCaller: AiccSoftphoneBar['describeCaller'];
  declare createSoftphone: AiccSoftphoneBar['createSoftphone'];
  /** @internal For tests. */
  clock: Clock = systemClock;

  readonly #memory: View['memory'] = { problem: undefined };
  readonly #running = new Set<string>();
  readonly #cards = createCards();
  readonly #places = { ringing: createPlaces(), current: createPlaces(), others: createPlaces() };
  readonly #followed = followSoftphone(this, ({ error }) => this.#fail(error));
  readonly #panels = createPanels(
    this,
    (panel) => (this.#later ? this.#later.opened(panel) : void this.#bring()),
    (keys) => this.#later?.type(keys),
  );
  #softphone: Softphone | undefined;
  #isOwn = false;
  #later: Later | undefined;
  #bringing: Promise<void> | undefined;
  #laterWords: LaterWords | undefined;
  /** Whether the names of the reasons were asked for. */
  #asked = false;
  readonly #missed = retryLater(
    this,
    () => this.clock,
    () => {
      this.#speaker.again();
      if (!this.#later) this.#bringing = undefined;
      this.requestUpdate();
    },
  );
  readonly #speaker = createSpeaker(() => this.requestUpdate(), this.#missed);
  #sound: { readonly gate: SoundGate | undefined; readonly stop: (() => void) | undefined } | undefined;

  constructor() {
    super();
    this.adoptStyles(`${tokens}${controls}${sections}`);
    this.addController({
      update: () => this.#prepare(),
      updated: () => void (this.#bringing ??= this.#bring()),
    });
    keepFocus(this);
    tickWhile(
      this,
      () => this.clock,
      () => {
        const { agent, nextTryAt } = this.#state;
        return (agent !== undefined && agent.state !== 'offline') || nextTryAt !== undefined;
      },
    );
    this.addEventListener('keydown', (event) => this.#press(event));
    // What a page set before the element was defined hides the accessors of the class.
    for (const [name, value] of Object.entries(this)) {
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }

  get maskNumbers(): boolean {
    return this.hasAttribute('mask-numbers');
  }

  set maskNumbers(masks: boolean) {
    this.toggleAttribute('mask-numbers', masks);
  }

  /** What the bar shows and drives. The bar never disposes of one that it was given. */
  get softphone(): Softphone | undefined {
    return this.#softphone;
  }

  set softphone(softphone: Softphone | undefined) {
    if (softphone === this.#softphone) return;
    this.#leave();
    this.#softphone = softphone;
    this.#asked = false;
    this.#memory.problem = undefined;
    this.#later?.forget();
    this.#panels.close();
    this.#followed.use(softphone);
  }

  override connectedCallback(): void {
    if (!this.#softphone && this.createSoftphone) {
      const attributes = this.getAttributeNames().map((name) => [name, this.getAttribute(name) ?? '']);
      this.softphone = this.createSoftphone(Object.fromEntries(attributes) as Record<string, string>);
      this.#isOwn = true;
    }
    // For the style sheet.
    this.setAttribute('layout', this.layout);
    super.connectedCallback();
  }

  override attributeChangedCallback(name?: string, _?: string | null, text?: string | null): void {
    if (name === 'shortcuts') this.shortcuts = (text ?? undefined) as 'off' | undefined;
    super.attributeChangedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sound?.stop?.();
    this.#sound = undefined;
    // Moved within the document it comes back before this runs.
    queueMicrotask(() => {
      if (!this.isConnected && this.#isOwn) this.softphone = undefined;
    });
  }

  #prepare(): void {
    if (this.#sound?.gate !== this.sound) {
      this.#sound?.stop?.();
      this.#sound = { gate: this.sound, stop: this.sound?.subscribe?.(() => this.requestUpdate()) };
    }
    // A reason is a code: its name is in the list.
    if (this.#state.agent?.reason && this.#later && !this.#asked) {
      this.#asked = true;
      this.#later.opened({ name: 'state' });
    }
    const { open } = this.#panels;
    if (open && this.#later?.isOver(open, this.#state)) this.#panels.close();
  }

  protected override render(): unknown {
    return this.#softphone ? barView(this.#view(this.#softphone, this.#speak())) : nothing;
  }

  get #state(): SoftphoneState {
    return this.#followed.state ?? noState;
  }

  get #keys(): BarShortcuts {
    return this.shortcuts === 'off' ? {} : { ...defaultShortcuts, ...this.shortcuts };
  }

  /** So that no other language is seen first; but not for long, for a bar must be there. */
  protected override async ready(): Promise<void> {
    if (this.hasUpdated) return;
    this.#speak();
    const { coming } = this.#speaker;
    if (coming) await Promise.race([coming, new Promise<void>((resolve) => this.clock.setTimeout(resolve, 1000))]);
  }

  #speak(): Translator {
    const near = this.locale ?? this.closest<HTMLElement>('[lang]')?.lang;
    return this.#speaker.speak(near ? [near] : navigator.languages, this.catalogues, this.#laterWords);
  }

  /** Fetches what is not on show from the start. */
  async #bring(): Promise<void> {
    try {
      const { createLater, laterStyles, enLater } = await import('./later/later.js');
      if (this.#later) return;
      this.#later = createLater(
        this,
        () => this.softphone,
        () => this.clock,
      );
      this.#laterWords = enLater;
      this.adoptStyles(laterStyles);
      const { open } = this.#panels;
      if (open) this.#later.opened(open);
      this.requestUpdate();
    } catch {
      this.#missed();
      // Nobody misses it before a panel is opened, which tries again at once.
      if (this.#panels.open) this.#fail({ code: 'net/unreachable' });
      this.#panels.close();
    }
  }

  #view(phone: Softphone, t: Translator): View {
    const state = this.#state;
    return {
      t,
      state,
      phone,
      now: this.clock.now(),
      isFloating: this.layout === 'floating',
      sound: this.sound,
      shortcuts: this.#keys,
      restMinutes: this.restMinutes,
      memory: this.#memory,
      panels: this.#panels,
      places: this.#places,
      later: this.#later,
      can: (action) => state.allowed.agent.has(action),
      canCall: (action, { id }) => state.allowed.calls.get(id)?.has(action) === true,
      number: (number) => (this.maskNumbers ? maskNumber(number) : number),
      describe: (call, contact) => this.#describe(call, contact),
      run: (name, task) => void this.#run(name, task),
      touch: () => this.requestUpdate(),
    };
  }

  #describe(call: Call, contact: Contact | undefined): CallerCard {
    if (this.describeCaller) return this.describeCaller(call, contact);
    return contact ? this.#cards(contact) : {};
  }

  async #run(name: string, task: () => Promise<unknown>): Promise<void> {
    if (this.#running.has(name)) return;
    if (name !== '') this.#running.add(name);
    this.#memory.problem = undefined;
    this.requestUpdate();
    try {
      await task();
    } catch (error) {
      this.#fail({ code: errorCode(error) });
    } finally {
      this.#running.delete(name);
    }
  }

  #fail({ code }: { readonly code: AiccErrorCode }): void {
    if (code === 'net/aborted') return;
    this.#memory.problem = code;
    this.requestUpdate();
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    if (event.key === 'Escape' && this.#panels.open) {
      this.#panels.close();
      event.preventDefault();
      return;
    }
    if (this.#panels.hold(event)) {
      event.preventDefault();
      return;
    }
    const target = event.composedPath()[0];
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const name = findShortcut(event, this.#keys, isTyping);
    const button = name && this.renderRoot.querySelector<HTMLElement>(`[data-key=${name}]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  #leave(): void {
    if (this.#isOwn) void this.#softphone?.dispose();
    this.#isOwn = false;
  }
}

defineLive(SoftphoneBarElement, { layout: 'compact', theme: 'auto', side: 'top', locale: undefined }, [
  'shortcuts',
  'restMinutes',
  'catalogues',
  'sound',
  'describeCaller',
]);
