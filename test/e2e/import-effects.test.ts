import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { startPageServer, type PageServer } from '../support/page-server.js';
import type { Browser } from 'playwright-core';

const root = path.join(import.meta.dirname, '..', '..');
let server: PageServer;
let browser: Browser;
beforeAll(async () => {
  server = await startPageServer();
  server.serveModules('/dist/', path.join(root, 'dist'));
  server.serveModules('/node_modules/', path.join(root, 'node_modules'));
  const imports = {
    ky: '/node_modules/ky/distribution/index.js',
    'eventsource-parser': '/node_modules/eventsource-parser/dist/index.js',
    jose: '/node_modules/jose/dist/webapi/index.js',
    'jose/jwt/decode': '/node_modules/jose/dist/webapi/util/decode_jwt.js',
    'zod/mini': '/node_modules/zod/mini/index.js',
  };
  server.serve('/page.html', `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Imports a module after everything that could have an effect was replaced by something that tells. */
async function effectsOf(module: string): Promise<{ effects: string[]; exports: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.origin('localhost')}/page.html`);
  await page.evaluate(listenIn);
  // As text: the test runner would rewrite an import() in a function.
  const exports = await page.evaluate<number>(`import('${module}').then((exported) => Object.keys(exported).length)`);
  const effects = await page.evaluate(() => {
    const globals = Reflect.ownKeys(window).filter((key) => !window.listening.globals.has(key));
    return [...window.listening.effects, ...globals.map((key) => `global ${String(key)}`)];
  });
  await context.close();
  return { effects, exports };
}

declare global {
  interface Window {
    listening: { readonly effects: string[]; readonly globals: Set<string | symbol> };
  }
}

/** Runs in the page. */
function listenIn(): void {
  const effects: string[] = [];
  const tell = (owner: object, name: string): void => {
    const original = (owner as Record<string, unknown>)[name] as (...args: unknown[]) => unknown;
    Object.defineProperty(owner, name, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]) {
        effects.push(`${name} ${typeof args[0] === 'string' ? args[0] : ''}`.trim());
        return Reflect.apply(original, this, args);
      },
    });
  };
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'queueMicrotask', 'fetch', 'postMessage']) {
    tell(window, name);
  }
  tell(EventTarget.prototype, 'addEventListener');
  for (const name of ['getItem', 'setItem', 'removeItem', 'key']) tell(Storage.prototype, name);
  tell(IDBFactory.prototype, 'open');
  tell(XMLHttpRequest.prototype, 'open');
  tell(Navigator.prototype, 'sendBeacon');
  tell(Document.prototype, 'createElement');
  for (const name of ['WebSocket', 'EventSource', 'BroadcastChannel', 'MessageChannel', 'Worker', 'MutationObserver']) {
    const Original = (window as unknown as Record<string, new (...args: unknown[]) => object>)[name]!;
    Object.assign(window, {
      [name]: class extends Original {
        constructor(...args: unknown[]) {
          super(...args);
          effects.push(`new ${name}`);
        }
      },
    });
  }
  Object.defineProperty(document, 'cookie', {
    get: () => {
      effects.push('cookie');
      return '';
    },
    set: () => effects.push('cookie'),
  });
  window.listening = { effects, globals: new Set() };
  for (const key of Reflect.ownKeys(window)) window.listening.globals.add(key);
}

describe('importing an entry point', () => {
  it('of a page leaves no global, listener, timer, request or storage access behind', async () => {
    const { effects, exports } = await effectsOf('/dist/index.js');
    expect(effects).toEqual([]);
    expect(exports).toBeGreaterThan(5);
  });

  it('of a test in a page leaves nothing but marks of zod', async () => {
    const { effects, exports } = await effectsOf('/dist/testing/index.js');
    expect(effects.filter((effect) => !effect.startsWith('global __zod'))).toEqual([]);
    expect(exports).toBeGreaterThan(1);
  });

  it('is seen by this test when it does have one', async () => {
    const type = 'text/javascript';
    server.serve('/bad.js', 'addEventListener("message", () => {}); localStorage.getItem("x"); window.leak = 1;', {
      type,
    });
    expect((await effectsOf('/bad.js')).effects).toEqual(['addEventListener message', 'getItem x', 'global leak']);
  });

  const entries = ['index.js', 'bar/index.js', 'bar/define.js', 'verification/index.js', 'testing/index.js'];
  for (const entry of [...entries, 'testing/node/index.js', 'server/index.js', 'server/redis/index.js']) {
    it(`of ${entry} has no effect in Node, and keeps no process alive`, async () => {
      const script = `
        const before = new Set(Reflect.ownKeys(globalThis));
        const listeners = process.eventNames().length;
        const calls = [];
        for (const name of ['fetch', 'setTimeout', 'setInterval', 'setImmediate']) {
          const original = globalThis[name];
          globalThis[name] = (...args) => { calls.push(name); return original(...args); };
        }
        const exports = await import(${JSON.stringify(path.join(root, 'dist', entry))});
        const globals = Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String);
        console.log(JSON.stringify({ calls, globals, listeners: process.eventNames().length - listeners,
          resources: process.getActiveResourcesInfo().filter((name) => !/^(TTY|Pipe|FSReq|CloseReq)/.test(name)),
          exports: Object.keys(exports).length > 0 }));`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
      const found = JSON.parse(stdout) as { globals: string[] };
      // Marks of zod and of Lit; and Node's own, set when anything first makes a Request, as ky does to learn what there is.
      const foreign = found.globals.filter((name) => !/^__zod|^litHtmlVersions$|^Symbol\(undici\./.test(name));
      expect({ ...found, globals: foreign }).toEqual({
        calls: [],
        globals: [],
        listeners: 0,
        resources: [],
        exports: entry !== 'bar/define.js',
      });
    });
  }

  it('that exports nothing is one for its effect, and the package says so: a bundler would drop it otherwise', () => {
    const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');
    const { exports, sideEffects } = JSON.parse(text('package.json')) as {
      exports: Record<string, { default?: string }>;
      sideEffects: string[];
    };
    const entries = Object.values(exports).flatMap(({ default: file }) => file ?? []);
    const silent = entries.filter((file) => !/^export /m.test(text(file)));
    expect(silent.length).toBeGreaterThan(1);
    expect(silent.sort()).toEqual(sideEffects.sort());
  });
});
