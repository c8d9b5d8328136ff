import { addLine, leadLine } from './lines.js';
import { endPassage, fail, settleOutside } from './passages.js';
import type { CustomerLine } from '../customer-line.js';
import type { IvrOptions } from '../options.js';
import type { Passage, Run } from './run.js';

/** Rings a telephone for the customer; when it is answered the two talk, with no agent. */
export function ringTelephone(run: Run, passage: Passage, number: string): void {
  if (run.phones.isBusy(number)) return fail(run, passage, 'busy');
  const giveUp = (reason: string): void => {
    passage.stop(reason);
    passage.stop = () => undefined;
    fail(run, passage, reason);
  };
  const stopRinging = run.after(run.settings.ringMs, () => {
    giveUp('no-answer');
  });
  const far = addLine(run, {
    number,
    contactId: passage.contactId,
    state: 'ringing',
    handlers: {
      answer() {
        stopRinging();
        bridge(run, passage, far);
      },
      reject: () => giveUp('rejected'),
      hangUp: () => giveUp('rejected'),
    },
  });
  passage.stop = (reason) => {
    stopRinging();
    far.end(reason);
  };
  run.phones.connect(far.leg);
}

/** Lets the customer and somebody outside talk to each other. */
export function bridge(run: Run, from: Passage, far: CustomerLine): void {
  const passage = settleOutside(run, from, (reason) => far.end(reason));
  leadLine(run, far, { hangUp: () => endPassage(run, passage, 'customer') });
  far.setState('talking');
}

/** The customer listens to a menu, until they hang up. */
export function enterMenu(run: Run, from: Passage, { prompt }: IvrOptions): void {
  const passage = settleOutside(run, from, () => undefined);
  if (prompt !== undefined && run.passages.get(passage.contactId) === passage) passage.line.say(prompt);
}
