import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConsoleMessage, Page } from 'playwright-core';
import type { AICCSupportGlobal } from '../../src/support/script-global.js';
import type { FrameBench } from './frame-bench.js';

declare global {
  interface Window {
    AICCSupport: AICCSupportGlobal;
    /** Of {@link serveScriptPage}: what went wrong in the page. */
    troubles: string[];
  }
}

const file = path.join(import.meta.dirname, '..', '..', 'dist', 'aicc-support.min.js');

/** Serves the built script-tag file, and a script that a page loads first to hear of everything that goes wrong. */
export function serveScriptTag({ server }: FrameBench): void {
  const type = 'text/javascript';
  server.serve('/aicc-support.min.js', readFileSync(file, 'utf8'), { type });
  const listen = ['unhandledrejection', 'error', 'securitypolicyviolation'].map(
    (name) => `addEventListener('${name}', (event) => troubles.push('${name} ' +
      (event.reason || event.message || event.violatedDirective + ' ' + event.blockedURI)));`,
  );
  server.serve('/troubles.js', `window.troubles = [];\n${listen.join('\n')}`, { type });
}

/** A page of its own path with the script tag in it. */
export function serveScriptPage(
  { server }: FrameBench,
  pathname: string,
  { before = '', attributes = '', after = '', csp }: ScriptPage = {},
): void {
  const html = `<!doctype html><html lang="en"><head><title>legacy</title><script src="/troubles.js"></script></head><body>
${before}<script src="/aicc-support.min.js" ${attributes}></script>
${after}</body></html>`;
  server.serve(pathname, html, csp === undefined ? {} : { headers: { 'content-security-policy': csp } });
}

export interface ScriptPage {
  /** Markup in front of the tag. */
  readonly before?: string;
  readonly attributes?: string;
  readonly after?: string;
  readonly csp?: string;
}

/** All that the pages of a context print. */
export function consoleOf(page: Page): string[] {
  const lines: string[] = [];
  page.on('console', (message: ConsoleMessage) => lines.push(message.text()));
  return lines;
}
