import { membersOf, readyLongest } from './agents.js';
import { updateContact } from './contacts.js';
import { fail, offerTo } from './passages.js';
import type { AgentRecord, Passage, QueueEntry, Run } from './run.js';

/** What who waits hears, once. */
const waitingPrompt = 'All our agents are busy. Please hold the line.';

/** The customer waits for whoever of the group is free next. */
export function enqueue(run: Run, passage: Passage, skillGroup: string): void {
  updateContact(run, passage.contactId, { skillGroup });
  const until = run.now() + run.settings.queueMs;
  place(run, { passage, skillGroup, until, declined: new Map(), hasHeard: passage.holder !== undefined });
}

function place(run: Run, waiting: Omit<QueueEntry, 'stopTimer'>, isBack = false): void {
  const { passage, until } = waiting;
  const giveUp = (): void => {
    remove(run, entry);
    passage.stop = () => undefined;
    fail(run, passage, 'no-agent');
  };
  const stopTimer = until === Infinity ? () => undefined : run.after(Math.max(0, until - run.now()), giveUp);
  const entry: QueueEntry = { ...waiting, stopTimer };
  // Who comes back waited longer than those who came meanwhile.
  run.queue = isBack ? [entry, ...run.queue] : [...run.queue, entry];
  passage.stop = () => {
    remove(run, entry);
  };
}

function remove(run: Run, entry: QueueEntry): void {
  entry.stopTimer();
  run.queue = run.queue.filter((each) => each !== entry);
}

/** Gives those who wait to those who are free, and tells the others that they wait. */
export function dispatch(run: Run): void {
  for (const entry of run.queue) {
    const agent = readyLongest(run, membersOf(run, entry.skillGroup).filter(canBeAsked(entry)));
    if (agent) offer(run, entry, agent);
  }
  for (const entry of run.queue) {
    if (entry.hasHeard) continue;
    entry.hasHeard = true;
    entry.passage.line.say(waitingPrompt);
  }
}

const canBeAsked =
  ({ declined }: QueueEntry) =>
  ({ agent }: AgentRecord): boolean =>
    declined.get(agent.workNo) !== agent.since;

/** Who does not answer is busy from then on, so that not every customer has to find out. */
function offer(run: Run, entry: QueueEntry, agent: AgentRecord): void {
  const { passage, declined } = entry;
  remove(run, entry);
  offerTo(run, passage, agent, (reason) => {
    if (reason === 'no-answer') {
      agent.base = 'busy';
      agent.baseReason = 'no-answer';
    } else {
      declined.set(agent.options.workNo, agent.agent.since);
    }
    place(run, entry, true);
  });
}
