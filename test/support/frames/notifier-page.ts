/** The script of a page with a softphone over shared tabs, its notifier, and a button that asks for permission. */
import * as sdk from '../../../src/index.js';
import type { SharedTabOptions } from './shared-page.js';

function createTab() {
  const { baseUrl, token } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as SharedTabOptions;
  const transport = sdk.sharedTransport(
    sdk.httpTransport({ baseUrl, getToken: () => Promise.resolve(token), dangerouslyAllowHttp: true }),
    { name: 'agent-371', reconnect: { initialDelayMs: 50, maxDelayMs: 200 } },
  );
  const softphone = sdk.createSoftphone({ transport }, { rings: () => transport.isOwner });
  const clicked: string[] = [];
  const answers: string[] = [];
  const notifier = sdk.createNotifier({
    softphone,
    text: ({ callerNum, id }) => ({ title: callerNum, body: `${document.title} ${id}` }),
    onClick: ({ callerNum }) => clicked.push(callerNum),
  });
  // What the browser is asked, and whether somebody had clicked: the asking itself stays the browser's.
  const asked: boolean[] = [];
  const ask = Notification.requestPermission.bind(Notification);
  Notification.requestPermission = () => {
    asked.push(navigator.userActivation.isActive);
    return ask();
  };
  document.title = new URLSearchParams(location.search).get('n') ?? '';
  const button = document.createElement('button');
  button.textContent = 'Enable notifications';
  button.onclick = () => void notifier.enable().then((answer) => answers.push(answer));
  document.body.append(button);

  return {
    status: () => softphone.state().status,
    isOwner: () => transport.isOwner,
    calls: () => softphone.state().calls.map(({ state }) => state),
    isSeen: () => document.visibilityState === 'visible' && document.hasFocus(),
    permission: () => notifier.permission,
    /** Of each asking for permission: whether it came from a click. */
    asked,
    /** What `enable` answered to the button. */
    answers,
    clicked,
    answer: () => softphone.answer(),
  };
}

export type NotifierTab = ReturnType<typeof createTab>;

(window as { tab?: unknown }).tab = createTab();
