// @ts-check
/** Identity authentication of the customer in focus: starts a process, cancels it, shows what came of it. */
import { byId, element, onPress, renderList, setEnabled, setText } from '../shared/dom.js';
import { t, tOf } from './words.js';

const tones = ['', 'ok', 'bad', 'odd'];

/**
 * @typedef {import('aicc-support').Connection} Connection
 * @typedef {import('aicc-support').Snapshot} Snapshot
 */

/**
 * The newest attempt of a process on the contact in focus.
 *
 * @param {Snapshot} snapshot
 * @param {string} verifyTypeCode
 */
function attemptOf({ verifications, focus }, verifyTypeCode) {
  return verifications.find((each) => each.contactId === focus.contactId && each.verifyTypeCode === verifyTypeCode);
}

/**
 * @param {Connection} connection
 * @param {(action: () => Promise<unknown>) => Promise<void>} perform does it, and tells what goes wrong
 */
export function showVerifyPanel(connection, perform) {
  // Without the permission there is nothing to press, and nothing to see.
  if (!connection.capabilities.has('verification.start')) return;
  byId('verify', HTMLElement).hidden = false;
  const processes = byId('process', HTMLSelectElement);
  const start = byId('verify-start', HTMLButtonElement);
  const cancel = byId('verify-cancel', HTMLButtonElement);
  const pill = byId('verify-result', HTMLElement);

  /** The steps of the attempt that is shown. @type {{ key: string, step: string }[]} */
  let steps = [];
  let stepsOf = '';

  /** @param {import('aicc-support').Verification | undefined} attempt */
  function renderSteps(attempt) {
    const shown = attempt ? `${attempt.contactId} ${attempt.verifyTypeCode} ${attempt.attempt}` : '';
    if (shown !== stepsOf) steps = [];
    stepsOf = shown;
    const step = attempt?.step;
    if (step !== undefined && steps.at(-1)?.step !== step) steps.push({ key: String(steps.length), step });
    renderList(byId('verify-steps', HTMLOListElement), steps, {
      key: ({ key }) => key,
      create: () => element('li'),
      update: (item, { step: name }) => setText(item, tOf('step', name)),
    });
  }

  function render() {
    const snapshot = connection.snapshot();
    const { calls, focus } = snapshot;
    const attempt = attemptOf(snapshot, processes.value);
    const isRunning = attempt !== undefined && attempt.endedAt === undefined;
    const isOpen = connection.status === 'open';
    const isTalking = calls.some(
      ({ contactId, state, answeredAt }) =>
        contactId === focus.contactId && state !== 'ended' && answeredAt !== undefined,
    );
    setEnabled(start, isOpen && processes.value !== '' && !isRunning && isTalking);
    setEnabled(cancel, isOpen && isRunning);

    const result = attempt === undefined ? 'none' : isRunning ? 'running' : String(attempt.result);
    setText(pill, tOf('result', result));
    pill.dataset.tone = isRunning ? 'info' : (tones[attempt?.result ?? 0] ?? '');
    pill.dataset.result = result;
    renderSteps(attempt);
    const step = byId('verify-step', HTMLElement);
    if (isRunning) setText(step, tOf('step', attempt.step ?? 'started'));
    else setText(step, attempt ? t('attempt', { attempt: attempt.attempt }) : '');
  }

  const chosen = () => ({ verifyTypeCode: processes.value });
  onPress(start, () => void perform(() => connection.request('verification.start', chosen())));
  onPress(cancel, () => void perform(() => connection.request('verification.cancel', chosen())));
  processes.addEventListener('change', render);
  connection.subscribe(render);
  void perform(async () => {
    const offered = await connection.request('verification.processes', {});
    processes.replaceChildren(
      ...offered.map(({ verifyTypeCode, name }) => {
        const text = tOf('process', verifyTypeCode);
        const option = element('option', { text: text === verifyTypeCode ? name : text });
        option.value = verifyTypeCode;
        return option;
      }),
    );
    render();
  });
  render();
}
