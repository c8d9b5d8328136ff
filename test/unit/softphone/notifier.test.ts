import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotifier, type NotifierOptions } from '../../../src/softphone/notifier.js';
import { aCall } from '../../support/samples.js';
import { aSoftphone, ringingCall, withCalls } from './a-softphone.js';

const desk = {
  permission: 'granted' as NotificationPermission,
  answer: 'granted' as NotificationPermission,
  asked: 0,
  hasFocus: false,
  fails: false,
  shown: [] as FakeNotification[],
};

class FakeNotification {
  readonly title: string;
  readonly options: NotificationOptions;
  isOpen = true;
  onclick?: () => void;
  constructor(title: string, options: NotificationOptions) {
    if (desk.fails) throw new TypeError('Illegal constructor');
    this.title = title;
    this.options = options;
    desk.shown.push(this);
  }
  close(): void {
    this.isOpen = false;
  }
  static get permission(): NotificationPermission {
    return desk.permission;
  }
  static async requestPermission(): Promise<NotificationPermission> {
    desk.asked += 1;
    desk.permission = desk.answer;
    return desk.permission;
  }
}

beforeEach(() => {
  Object.assign(desk, { permission: 'granted', answer: 'granted', asked: 0, hasFocus: false, fails: false, shown: [] });
  vi.stubGlobal('Notification', FakeNotification);
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hasFocus: () => desk.hasFocus }));
  vi.stubGlobal('window', Object.assign(new EventTarget(), { focus: () => (desk.hasFocus = true) }));
});
afterEach(() => vi.unstubAllGlobals());

async function notifying(options: Partial<NotifierOptions> = {}, rings = true) {
  const ground = aSoftphone({ rings: () => rings });
  const notifier = createNotifier({ softphone: ground.softphone, ...options });
  await ground.open();
  return { ...ground, notifier };
}

const openTitles = () => desk.shown.filter(({ isOpen }) => isOpen).map(({ title }) => title);

describe('a desktop notification', () => {
  it('stands as long as the call rings', async () => {
    const { emit } = await notifying();
    emit({ type: 'call.updated', call: ringingCall() }, { type: 'call.updated', call: ringingCall({ muted: true }) });
    expect(openTitles()).toEqual(['5550100']);
    emit({ type: 'call.updated', call: aCall() });
    expect(openTitles()).toEqual([]);
    expect(desk.shown).toHaveLength(1);
  });

  it('is shown of a call that rings already', async () => {
    const { softphone, open } = aSoftphone();
    await open(withCalls(ringingCall()));
    createNotifier({ softphone });
    expect(openTitles()).toEqual(['5550100']);
  });

  it('hides all but the last digits where that is asked for', async () => {
    const { emit } = await notifying({ maskNumbers: true });
    emit({ type: 'call.updated', call: ringingCall() });
    expect(openTitles()).toEqual(['***0100']);
  });

  it('says what the page wants', async () => {
    const { emit } = await notifying({
      text: (call, contact) => ({ title: `Call ${call.id}`, body: contact?.callData ?? 'nothing known' }),
      icon: 'https://crm.example.com/icon.png',
    });
    emit({ type: 'call.updated', call: ringingCall() });
    expect(desk.shown[0]).toMatchObject({
      title: 'Call call-a',
      options: { body: 'nothing known', icon: 'https://crm.example.com/icon.png', tag: 'aicc-call-a' },
    });
  });

  it('is not shown to somebody who looks at the page, unless always', async () => {
    desk.hasFocus = true;
    const looking = await notifying();
    looking.emit({ type: 'call.updated', call: ringingCall() });
    expect(desk.shown).toEqual([]);
    const always = await notifying({ always: true });
    always.emit({ type: 'call.updated', call: ringingCall() });
    expect(openTitles()).toEqual(['5550100']);
  });

  it('comes when somebody who looked turns away while the call rings, and once', async () => {
    desk.hasFocus = true;
    const { emit } = await notifying();
    emit({ type: 'call.updated', call: ringingCall() });
    window.dispatchEvent(new Event('blur'));
    expect(openTitles()).toEqual([]);
    desk.hasFocus = false;
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('blur'));
    expect([openTitles(), desk.shown.length]).toEqual([['5550100'], 1]);
  });

  it('goes with the page, and comes back with it while the call rings', async () => {
    const { emit } = await notifying();
    emit({ type: 'call.updated', call: ringingCall() });
    window.dispatchEvent(new Event('pagehide'));
    emit({ type: 'call.updated', call: ringingCall({ muted: true }) });
    expect(openTitles()).toEqual([]);
    window.dispatchEvent(new Event('pageshow'));
    expect(openTitles()).toEqual(['5550100']);
  });

  it('is shown by the page that rings only', async () => {
    const { emit } = await notifying({}, false);
    emit({ type: 'call.updated', call: ringingCall() });
    expect(desk.shown).toEqual([]);
  });

  it('brings the page to the front when it is clicked', async () => {
    const clicked: string[] = [];
    const { emit } = await notifying({ onClick: ({ id }) => clicked.push(id) });
    emit({ type: 'call.updated', call: ringingCall() });
    desk.shown[0]!.onclick?.();
    expect([clicked, desk.hasFocus, openTitles()]).toEqual([['call-a'], true, []]);
  });

  it('goes when the notifier is disposed of, and none comes afterwards', async () => {
    const { emit, notifier } = await notifying();
    emit({ type: 'call.updated', call: ringingCall() });
    notifier.dispose();
    emit({ type: 'call.updated', call: ringingCall({ id: 'second' }) });
    desk.hasFocus = false;
    window.dispatchEvent(new Event('blur'));
    expect([openTitles(), desk.shown.length]).toEqual([[], 1]);
  });

  it('that the browser refuses to make does no harm', async () => {
    desk.fails = true;
    const warn = vi.fn();
    const { emit, softphone } = await notifying({ logger: { debug: warn, info: warn, warn, error: warn } });
    emit({ type: 'call.updated', call: ringingCall() }, { type: 'call.updated', call: ringingCall({ muted: true }) });
    expect(softphone.state().calls).toHaveLength(1);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

describe('the permission for notifications', () => {
  it('is asked for only by enable', async () => {
    desk.permission = 'default';
    const { emit, notifier } = await notifying();
    emit({ type: 'call.updated', call: ringingCall() });
    expect([desk.asked, desk.shown.length, notifier.permission]).toEqual([0, 0, 'default']);
    expect(await notifier.enable()).toBe('granted');
    expect([desk.asked, notifier.permission]).toEqual([1, 'granted']);
    // The call rings still.
    expect(openTitles()).toEqual(['5550100']);
  });

  it('is not asked for again where it was given or refused', async () => {
    desk.permission = 'denied';
    const { notifier } = await notifying();
    expect([await notifier.enable(), desk.asked]).toEqual(['denied', 0]);
  });

  it('does not exist where the browser has no notifications', async () => {
    vi.stubGlobal('Notification', undefined);
    const { emit, notifier } = await notifying();
    emit({ type: 'call.updated', call: ringingCall() });
    expect([notifier.permission, await notifier.enable()]).toEqual(['unsupported', 'unsupported']);
  });
});
