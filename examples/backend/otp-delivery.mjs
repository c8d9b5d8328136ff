// @ts-check
/**
 * Two ways in which a one-time code reaches a customer: an SMS or voice provider's webhook, and a mail server. Either is
 * the `deliver` of `createOtpService`; both together are `byChannel`.
 *
 * Neither writes the code anywhere, and an error of either is passed on without the text of what failed: it may hold
 * the message.
 */

/**
 * @typedef {import('aicc-support/server').OtpDelivery} OtpDelivery
 * @typedef {import('aicc-support/server').OtpMessage} OtpMessage
 *
 * @typedef {object} MailTransport what `nodemailer.createTransport` gives
 * @property {(mail: { from: string, to: string, subject: string, text: string }) => Promise<unknown>} sendMail
 */

/** @typedef {{ subject: string, text: (code: string, minutes: number) => string }} Words */

/** @type {{ en: Words, zh: Words }} */
const words = {
  en: {
    subject: 'Your code',
    text: (code, minutes) => `${code} is your code for the next ${minutes} minutes. We never ask for it on a page.`,
  },
  zh: {
    subject: '您的验证码',
    text: (code, minutes) => `您的验证码是 ${code}，${minutes} 分钟内有效。请勿在任何网页上填写。`,
  },
};

/** @param {OtpMessage} message */
function textOf({ language, code, lifetimeMs }) {
  const { subject, text } = words[language.startsWith('zh') ? 'zh' : 'en'];
  return { subject, text: text(code, Math.floor(lifetimeMs / 60_000)) };
}

/**
 * @param {{ outbound: import('aicc-support/server').Outbound, url: string, headers?: Record<string, string> }} options
 * @returns {OtpDelivery}
 */
export function webhookDelivery({ outbound, url, headers = {} }) {
  return async (message) => {
    const { status } = await outbound({
      url,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ to: message.destination, text: textOf(message).text }),
      signal: message.signal,
    });
    if (status < 200 || status > 299) throw new Error(`The provider answered ${status}`);
  };
}

/**
 * @param {{ transport: MailTransport, from: string }} options
 * @returns {OtpDelivery}
 */
export function smtpDelivery({ transport, from }) {
  return async (message) => {
    await transport.sendMail({ from, to: message.destination, ...textOf(message) });
  };
}

/**
 * @param {{ phone: OtpDelivery, email: OtpDelivery }} ways
 * @returns {OtpDelivery}
 */
export const byChannel = (ways) => (message) => ways[message.channel](message);
