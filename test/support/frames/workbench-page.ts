/** The script of the workbench page that the frame tests drive: a fake centre, a host, and frames. */
import * as sdk from '../../../src/index.js';
import { createManualClock } from '../../../src/testing/manual-clock.js';
import { agent, call, contact, createFakeCenter, type FakeCenter } from './fake-center.js';
import { watchPorts } from './watch-ports.js';

export interface Prompt {
  readonly origin: string;
  readonly calledNum: string;
  withdrawn: boolean;
  answer(confirmed: boolean): void;
}

export interface StartOptions {
  readonly guests: readonly sdk.GuestPolicy[];
  /** What the agent says to a guest's dial; `ask` leaves a {@link Prompt}. Absent: nobody is asked. */
  readonly confirmDial?: 'yes' | 'no' | 'ask';
  /** Time stands still for the host until `clock.advance`. */
  readonly manualClock?: boolean;
  readonly heartbeatMs?: number;
}

export interface FrameOptions {
  readonly name: string;
  readonly sandbox?: string;
  /** How many open shadow roots it stands in. */
  readonly shadows?: number;
  /** Not attached to the host: a stranger. */
  readonly isStranger?: boolean;
}

function createWorkbench() {
  const { ports, received } = watchPorts();
  const clock = createManualClock(1_000_000);
  const center: FakeCenter = createFakeCenter();
  /** `connected origin`, `gone origin code`, `rejected origin code`. */
  const guestEvents: string[] = [];
  const prompts: Prompt[] = [];
  const frames = new Map<string, HTMLIFrameElement>();
  let connection: sdk.Connection | undefined;
  let host: sdk.WorkbenchHost | undefined;
  let options: StartOptions = { guests: [] };

  const confirmDial: sdk.ConfirmDial = ({ origin, calledNum, signal }) => {
    if (options.confirmDial !== 'ask') return options.confirmDial === 'yes';
    return new Promise((resolve) => {
      const prompt: Prompt = { origin, calledNum, withdrawn: false, answer: resolve };
      prompts.push(prompt);
      signal.addEventListener('abort', () => (prompt.withdrawn = true));
    });
  };

  function serve(): void {
    if (!connection) throw new Error('Not started');
    host = sdk.createWorkbenchHost({
      connection,
      guests: options.guests,
      ...(options.confirmDial && { confirmDial }),
      ...(options.manualClock && { clock }),
      ...(options.heartbeatMs !== undefined && { heartbeatMs: options.heartbeatMs }),
    });
    host.subscribe(({ status, origin, error }) => {
      guestEvents.push([status, origin, ...(error ? [error.code] : [])].join(' '));
    });
  }

  return {
    sdk,
    make: { agent, call, contact },
    clock,
    center,
    ports,
    received,
    guestEvents,
    prompts,
    frames,
    get host(): sdk.WorkbenchHost {
      if (!host) throw new Error('Not started');
      return host;
    },
    async start(next: StartOptions): Promise<void> {
      options = next;
      connection = await sdk.connect(center.transport);
      serve();
    },
    /** Ends the host and begins a new one, with all frames that are in the page. */
    restart(next: Partial<StartOptions> = {}): void {
      options = { ...options, ...next };
      host?.dispose();
      serve();
      for (const frame of frames.values()) host?.attach(frame);
    },
    addFrame(url: string, { name, sandbox, shadows = 0, isStranger = false }: FrameOptions): HTMLIFrameElement {
      const frame = document.createElement('iframe');
      frame.name = name;
      if (sandbox !== undefined) frame.setAttribute('sandbox', sandbox);
      frame.src = url;
      let place: ParentNode = document.body;
      for (let depth = 0; depth < shadows; depth += 1) {
        const element = document.createElement('div');
        place.append(element);
        place = element.attachShadow({ mode: 'open' });
      }
      if (!isStranger) {
        frames.set(name, frame);
        host?.attach(frame);
      }
      place.append(frame);
      return frame;
    },
    frame(name: string): HTMLIFrameElement {
      const frame = frames.get(name);
      if (!frame) throw new Error(`No frame ${name}`);
      return frame;
    },
  };
}

export type Workbench = ReturnType<typeof createWorkbench>;

declare global {
  interface Window {
    workbench: Workbench;
  }
}

window.workbench = createWorkbench();
