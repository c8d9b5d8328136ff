/** What the retail authentication says. */
export const promptKeys = [
  'ask-number',
  'unknown-caller',
  'invalid-number',
  'number-not-found',
  'other-number',
  'confirm-profile',
  'confirm-profile-named',
  'number-collected',
  'choose-channel',
  'choose-channel-only',
  'channel-unavailable',
  'confirm-channel',
  'code-sent-phone',
  'code-sent-email',
  'wrong-code',
  'confirm-resend',
  'confirm-resend-same',
  'resend-wait',
  'no-input',
  'no-match',
  'identified',
  'identified-named',
  'escalated',
  'failed',
  'out-of-order',
] as const;

export type PromptKey = (typeof promptKeys)[number];

/** What a caller can mean. */
export type Meaning = 'yes' | 'no' | 'phone' | 'email' | 'not-received' | 'wrong-number' | 'agent' | 'refusal';

/**
 * A language as data: what is said, and how a caller is understood. Replace what you like:
 * `{ ...english, prompts: { ...english.prompts, failed: 'Sorry.' } }`.
 */
export interface Language {
  /** BCP 47: `en`, `zh-CN`. */
  readonly tag: string;
  /** With `{name}` for what is filled in. */
  readonly prompts: Readonly<Record<PromptKey, string>>;
  /** How a channel is called within a prompt. */
  readonly channels: Readonly<Record<'phone' | 'email', string>>;
  /**
   * Phrases by what they mean, in small letters. Of two that overlap the longer counts, so that a phrase may hold its
   * opposite ("not correct").
   */
  readonly phrases: Readonly<Record<Meaning, readonly string[]>>;
  /** Words for digits. */
  readonly digits: Readonly<Record<string, string>>;
  /** Words that say the next digit is meant several times. */
  readonly repeats: Readonly<Record<string, number>>;
  /** Whether words stand without spaces between them. */
  readonly isUnspaced: boolean;
}

/** Fills a prompt in. A name that has no value stays empty. */
export function renderPrompt(language: Language, prompt: PromptKey, values: Readonly<Record<string, string>>): string {
  return language.prompts[prompt].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '';
    const isChannel = name === 'channel' || name === 'other';
    return isChannel && (value === 'phone' || value === 'email') ? language.channels[value] : value;
  });
}
