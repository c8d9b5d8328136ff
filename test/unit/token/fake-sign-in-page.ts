import type { SignInPage } from '../../../src/token/oauth/sign-in-page.js';

export interface FakeWindow {
  closed: boolean;
  focused: number;
  /** Where it was sent. */
  readonly visited: string[];
  /** What the page can see of it; `undefined` while it is elsewhere. */
  place: { readonly origin: string; readonly pathname: string; readonly search: string } | undefined;
  text: string;
}

export interface FakePage {
  readonly page: SignInPage;
  readonly windows: FakeWindow[];
  readonly channels: Map<string, { onmessage: ((event: { data: unknown }) => void) | null }>;
  readonly storage: Map<string, string>;
  /** What the page went to, and what its address became without going. */
  readonly assigned: string[];
  readonly replaced: string[];
  blocks: boolean;
  focus: boolean;
  cookie: string;
  /** How many listeners are there. */
  listeners(): number;
  emit(type: string, event: object): void;
  /** The state that the last window was sent along with. */
  state(): string;
}

/** As much of a page as a sign-in needs, in the hands of a test. */
export function createFakePage(address = 'https://crm.example.com/app'): FakePage {
  const url = new URL(address);
  const heard = new Map<string, Set<(event: object) => void>>();
  const windows: FakeWindow[] = [];
  const channels: FakePage['channels'] = new Map();
  const storage = new Map<string, string>();
  const assigned: string[] = [];
  const replaced: string[] = [];

  function open(): object | null {
    if (fake.blocks) return null;
    const state: FakeWindow = { closed: false, focused: 0, visited: [], place: undefined, text: '' };
    windows.push(state);
    return Object.assign(state, {
      close: () => (state.closed = true),
      focus: () => (state.focused += 1),
      get location() {
        return {
          replace: (to: string) => state.visited.push(to),
          get origin() {
            if (!state.place) throw new DOMException('Blocked a frame', 'SecurityError');
            return state.place.origin;
          },
          get pathname() {
            return state.place?.pathname;
          },
          get search() {
            return state.place?.search;
          },
        };
      },
      get document() {
        return { readyState: 'complete', querySelector: () => null, body: { textContent: state.text } };
      },
    });
  }

  const fake: FakePage = {
    windows,
    channels,
    storage,
    assigned,
    replaced,
    blocks: false,
    focus: true,
    cookie: '',
    listeners: () => [...heard.values()].reduce((sum, { size }) => sum + size, 0),
    emit(type, event) {
      for (const listener of heard.get(type) ?? []) listener(event);
    },
    state: () => new URL(windows.at(-1)?.visited[0] ?? assigned.at(-1) ?? '').searchParams.get('state') ?? '',
    page: {
      addEventListener: (type: string, listener: (event: object) => void) => {
        heard.set(type, (heard.get(type) ?? new Set()).add(listener));
      },
      removeEventListener: (type: string, listener: (event: object) => void) => heard.get(type)?.delete(listener),
      BroadcastChannel: class {
        onmessage: ((event: { data: unknown }) => void) | null = null;
        readonly name: string;
        constructor(name: string) {
          this.name = name;
          channels.set(name, this);
        }
        close(): void {
          channels.delete(this.name);
        }
      },
      crypto,
      document: {
        hasFocus: () => fake.focus,
        get cookie() {
          return fake.cookie;
        },
      },
      history: {
        state: { kept: 1 },
        replaceState: (_state: unknown, _title: string, to: URL) => replaced.push(to.href),
      },
      innerHeight: 800,
      innerWidth: 1200,
      screenX: 0,
      screenY: 0,
      location: {
        href: url.href,
        origin: url.origin,
        hostname: url.hostname,
        assign: (to: string) => assigned.push(to),
      },
      open,
      sessionStorage: {
        getItem: (key: string) => storage.get(key) ?? null,
        setItem: (key: string, value: string) => storage.set(key, value),
        removeItem: (key: string) => storage.delete(key),
      },
    } as unknown as SignInPage,
  };
  return fake;
}
