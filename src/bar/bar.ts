import { LitElement, nothing, type CSSResultGroup, type PropertyDeclarations } from 'lit';
import { systemClock, type Clock } from '../clock.js';
import { AiccError, isAiccError } from '../errors.js';
import { maskNumber } from '../log.js';
import type { Call, Contact } from '../protocol/entities.js';
import type { Softphone, SoftphoneState } from '../softphone/softphone.js';
import { describeCallData, type CallerCard } from './call-data.js';
import type { AiccSoftphoneBar } from './element.js';
import { createFloat } from './controllers/float.js';
import { keepFocus } from './controllers/focus-keeper.js';
import { followSoftphone } from './controllers/follow-softphone.js';
import { createPanels, type Panel } from './controllers/panels.js';
import { createTargetSearch } from './controllers/target-search.js';
import { tickWhile } from './controllers/ticker.js';
import { createTranslator, type Translator } from './i18n/translate.js';
import { defaultShortcuts, findShortcut, type BarShortcuts } from './shortcuts.js';
import { layout } from './styles/layout.js';
import { look } from './styles/look.js';
import { tokens } from './styles/tokens.js';
import { barView } from './views/bar-view.js';
import type { SoundGate } from './sound-gate.js';
import type { Memory, View } from './views/view.js';

const noState: SoftphoneState = {
  status: 'connecting',
  calls: [],
  contacts: [],
  allowed: { agent: new Set(), calls: new Map() },
};

/** The element: see `AiccSoftphoneBar`. */
export class SoftphoneBarElement extends LitElement implements AiccSoftphoneBar {
  // Getters: of static fields the compiler makes static blocks, which are younger than the browser floor.
  static override get properties(): PropertyDeclarations {
    return {
      layout: { reflect: true },
      theme: { reflect: true },
      side: { reflect: true },
      maskNumbers: { type: Boolean, attribute: 'mask-numbers' },
      shortcuts: {},
      locale: {},
      catalogues: { attribute: false },
      sound: { attribute: false },
      describeCaller: { attribute: false },
    };
  }
  static override get styles(): CSSResultGroup {
    return [tokens, layout, look];
  }

  declare layout: AiccSoftphoneBar['layout'];
  declare theme: AiccSoftphoneBar['theme'];
  declare side: AiccSoftphoneBar['side'];
  declare maskNumbers: AiccSoftphoneBar['maskNumbers'];
  declare shortcuts: AiccSoftphoneBar['shortcuts'];
  declare locale: AiccSoftphoneBar['locale'];
  declare catalogues: AiccSoftphoneBar['catalogues'];
  declare sound: AiccSoftphoneBar['sound'];
  declare describeCaller: AiccSoftphoneBar['describeCaller'];
  declare createSoftphone: AiccSoftphoneBar['createSoftphone'];
  /** @internal For tests. */
  declare clock: Clock;

  readonly #memory: Memory = {
    dialText: '',
    callerNum: '',
    sent: '',
    onAnswer: false,
    reasons: [],
    numbers: [],
    problem: undefined,
  };
  readonly #running = new Set<string>();
  readonly #cards = new WeakMap<Contact, CallerCard>();
  readonly #followed = followSoftphone(this, ({ error }) => this.#fail(error));
  readonly #panels = createPanels(this, (panel) => this.#opened(panel));
  readonly #float = createFloat(this);
  readonly #search = createTargetSearch(
    this,
    () => this.softphone,
    () => this.clock,
  );
  #softphone: Softphone | undefined;
  #isOwn = false;
  /** Whether the reasons were asked for. */
  #asked = false;
  #t: { readonly key: unknown[]; readonly translate: Translator } | undefined;
  #sound: { readonly gate: SoundGate | undefined; readonly stop: (() => void) | undefined } | undefined;

  constructor() {
    super();
    this.layout = 'compact';
    this.theme = 'auto';
    this.side = 'top';
    this.maskNumbers = false;
    this.clock = systemClock;
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
    Object.assign(this.#memory, { problem: undefined, reasons: [], numbers: [], sent: '' });
    this.#panels.close();
    this.#followed.use(softphone);
  }

  override connectedCallback(): void {
    if (!this.#softphone && this.createSoftphone) {
      const attributes = this.getAttributeNames().map((name) => [name, this.getAttribute(name) ?? '']);
      this.softphone = this.createSoftphone(Object.fromEntries(attributes) as Record<string, string>);
      this.#isOwn = true;
    }
    super.connectedCallback();
    this.requestUpdate();
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

  /** However much happens, once a frame; out of sight, where there are no frames, now and then. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) {
      await new Promise((resolve) => {
        if (document.hidden) setTimeout(resolve, 100);
        else requestAnimationFrame(resolve);
      });
    }
    await super.scheduleUpdate();
  }

  protected override willUpdate(): void {
    if (this.isConnected && this.#sound?.gate !== this.sound) {
      this.#sound?.stop?.();
      this.#sound = { gate: this.sound, stop: this.sound?.subscribe?.(() => this.requestUpdate()) };
    }
    // A reason is a code: its name is in the list.
    if (this.#state.agent?.reason && !this.#asked) this.#opened({ name: 'state' });
    const { name, callId } = this.#panels.open ?? {};
    const calls = this.#state.allowed.calls;
    const isOver =
      (name === 'keypad' && !calls.get(callId ?? '')?.has('sendDtmf')) ||
      ((name === 'transfer' || name === 'consult') && !calls.get(callId ?? '')?.has(name)) ||
      (name === 'state' && this.#state.agent?.state === 'offline');
    if (isOver) this.#panels.close();
  }

  protected override render(): unknown {
    return this.#softphone ? barView(this.#view(this.#softphone)) : nothing;
  }

  protected override updated(): void {
    this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  get #state(): SoftphoneState {
    return this.#followed.state ?? noState;
  }

  get #keys(): BarShortcuts {
    return this.shortcuts === 'off' ? {} : { ...defaultShortcuts, ...this.shortcuts };
  }

  get #translate(): Translator {
    const near = this.locale ?? this.closest<HTMLElement>('[lang]')?.lang;
    const key = [near, this.catalogues];
    if (key.some((each, index) => each !== this.#t?.key[index]) || !this.#t) {
      const languages = near ? [near] : navigator.languages;
      this.#t = { key, translate: createTranslator(languages, this.catalogues) };
    }
    return this.#t.translate;
  }

  #view(phone: Softphone): View {
    const state = this.#state;
    return {
      t: this.#translate,
      state,
      phone,
      now: this.clock.now(),
      isFloating: this.layout === 'floating',
      sound: this.sound,
      shortcuts: this.#keys,
      memory: this.#memory,
      panels: this.#panels,
      search: this.#search,
      float: this.#float,
      can: (action) => state.allowed.agent.has(action),
      canCall: (action, call) => call !== undefined && state.allowed.calls.get(call.id)?.has(action) === true,
      number: (number) => (this.maskNumbers ? maskNumber(number) : number),
      describe: (call, contact) => this.#describe(call, contact),
      run: (name, task) => void this.#run(name, task),
      touch: () => this.requestUpdate(),
    };
  }

  #describe(call: Call, contact: Contact | undefined): CallerCard {
    if (this.describeCaller) return this.describeCaller(call, contact);
    if (!contact) return {};
    const card = this.#cards.get(contact) ?? describeCallData(contact);
    this.#cards.set(contact, card);
    return card;
  }

  async #run(name: string, task: () => Promise<unknown>): Promise<void> {
    if (this.#running.has(name)) return;
    if (name !== '') this.#running.add(name);
    this.#memory.problem = undefined;
    this.requestUpdate();
    try {
      await task();
    } catch (error) {
      this.#fail(isAiccError(error) ? error : new AiccError('server/internal', undefined, { cause: error }));
    } finally {
      this.#running.delete(name);
    }
  }

  #fail(error: AiccError): void {
    if (error.code === 'net/aborted') return;
    this.#memory.problem = error;
    this.requestUpdate();
  }

  /** What a panel shows is asked for when it opens: an administrator may have changed it. */
  #opened({ name }: Panel): void {
    const phone = this.#softphone;
    const memory = this.#memory;
    const load = async (task: Promise<Partial<Memory>>): Promise<void> => {
      // Without it the panel is poorer, but serves.
      Object.assign(memory, await task.catch(() => ({})));
      this.requestUpdate();
    };
    if (!phone) return;
    const { capabilities } = phone.connection;
    if (name === 'state' && capabilities.has('agent.reasons')) {
      this.#asked = true;
      void load(phone.reasons().then((reasons) => ({ reasons })));
    }
    if (name === 'dial' && capabilities.has('numbers.outbound')) {
      void load(phone.outboundNumbers().then((numbers) => ({ numbers })));
    }
    if (name === 'keypad') memory.sent = '';
    if (name === 'transfer' || name === 'consult') this.#search.start();
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    if (event.key === 'Escape' && this.#panels.open) {
      this.#panels.close();
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
