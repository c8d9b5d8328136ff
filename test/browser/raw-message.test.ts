import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import { rawMessageTransport } from '../../src/transports/raw-message.js';

/** A window that notes what it is sent, and posts what it is told to. */
interface Player {
  readonly frame: HTMLIFrameElement;
  readonly window: Window;
  readonly heard: unknown[];
  say(data: unknown): void;
}

const players: Player[] = [];
let connection: Connection | undefined;

/** Of the page's origin, or, sandboxed, of an opaque one. */
async function addPlayer(options: { readonly sandboxed?: boolean } = {}): Promise<Player> {
  const frame = document.createElement('iframe');
  if (options.sandboxed) frame.setAttribute('sandbox', 'allow-scripts');
  frame.srcdoc = `<!doctype html><script>
    addEventListener('message', ({ data, source }) => {
      if (data && data.say !== undefined) parent.postMessage(data.say, '*');
      else parent.postMessage({ heard: data }, '*');
    });
  </script>`;
  await new Promise((resolve) => {
    frame.onload = resolve;
    document.body.append(frame);
  });
  const player: Player = {
    frame,
    window: frame.contentWindow!,
    heard: [],
    say: (data) => player.window.postMessage({ say: data }, '*'),
  };
  players.push(player);
  return player;
}

const onMessage = ({ source, data }: MessageEvent<{ heard?: unknown } | undefined>): void => {
  const player = players.find((each) => each.window === source);
  if (data?.heard !== undefined) player?.heard.push(data.heard);
};

beforeEach(() => addEventListener('message', onMessage));

afterEach(async () => {
  removeEventListener('message', onMessage);
  await connection?.close();
  for (const { frame } of players.splice(0)) frame.remove();
});

const talking = (callid: string) => ({
  event: {
    eventType: 'AgentEvent_Talking',
    workNo: '371',
    content: { caller: '5550100', called: '5550199', callid, feature: '0', type: 'main', mediaAbility: '1' },
  },
});

const callIds = (): readonly string[] | undefined => connection?.snapshot().calls.map(({ id }) => id);

/** Everything posted so far has arrived when a later message of the same window has. */
async function settled(player: Player): Promise<void> {
  await new Promise<void>((resolve) => {
    addEventListener('message', function onLast({ source, data }: MessageEvent<unknown>) {
      if (source !== player.window || data !== 'last') return;
      removeEventListener('message', onLast);
      resolve();
    });
    player.say('last');
  });
}

describe('window messages in a browser', () => {
  it('subscribes and dials with the documented messages, and hears the documented events', async () => {
    const bar = await addPlayer();
    connection = await connect(
      rawMessageTransport({ targetOrigin: location.origin, target: bar.window, events: ['AgentEvent_Talking'] }),
    );
    await connection.request('call.dial', { calledNum: '5550100', mediaType: 'audio' });
    await expect
      .poll(() => bar.heard)
      .toEqual([
        { name: 'eventpost', param: ['AgentEvent_Talking'] },
        { name: 'callout', param: ['5550100', 'audio'] },
      ]);
    bar.say(talking('c-1'));
    bar.say(JSON.stringify({ event: { eventType: 'AgentEvent_Call_Release', content: 'c-1' } }));
    await expect.poll(() => connection?.snapshot().calls).toMatchObject([{ id: 'c-1', state: 'ended' }]);
  });

  it('hears nothing from another frame of the same origin', async () => {
    const bar = await addPlayer();
    const stranger = await addPlayer();
    connection = await connect(rawMessageTransport({ targetOrigin: location.origin, target: bar.window }));
    stranger.say(talking('forged'));
    await settled(stranger);
    bar.say(talking('c-1'));
    await expect.poll(callIds).toEqual(['c-1']);
  });

  it('neither tells nor hears a window whose origin is another one', async () => {
    const bar = await addPlayer({ sandboxed: true });
    const transport = rawMessageTransport({ targetOrigin: location.origin, target: bar.window });
    connection = await connect(transport);
    await connection.request('call.dial', { calledNum: '5550100', mediaType: 'audio' });
    bar.say(talking('forged'));
    await settled(bar);
    expect(callIds()).toEqual([]);
    expect(bar.heard).toEqual([]);
    expect(transport.diagnostics?.()).toMatchObject({ rejectedOrigins: 2 });
  });

  it('stays as it is under 10,000 malformed messages of a stranger', async () => {
    const bar = await addPlayer();
    const stranger = await addPlayer();
    connection = await connect(rawMessageTransport({ targetOrigin: location.origin, target: bar.window }));
    const before = connection.snapshot();
    for (const data of fc.sample(fc.oneof(fc.json(), fc.jsonValue(), fc.constant(talking('forged'))), 10_000)) {
      stranger.say(data);
    }
    await settled(stranger);
    expect(connection.snapshot()).toBe(before);
    expect(connection.status).toBe('open');
  });

  it('stays well-formed and open under malformed messages of the workbench itself', async () => {
    const bar = await addPlayer();
    connection = await connect(rawMessageTransport({ targetOrigin: location.origin, target: bar.window }));
    for (const data of fc.sample(fc.oneof(fc.json(), fc.jsonValue()), 2000)) bar.say(data);
    bar.say(talking('c-1'));
    await expect.poll(callIds).toEqual(['c-1']);
    expect(connection.status).toBe('open');
  });
});
