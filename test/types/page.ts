/** A business page embedded in the workbench. */
import {
  createAICCSupport,
  frameTransport,
  isAiccError,
  isVerified,
  type AICCSupport,
  type AiccErrorCode,
  type EventData,
} from 'aicc-support';

const support: AICCSupport = createAICCSupport({
  transport: frameTransport({ allowedOrigins: ['https://workbench.example.com'] }),
});

export async function unlock(signal: AbortSignal): Promise<boolean> {
  const { verifyResult } = await support.getVerifyResult('RETAIL_OTP', { signal, timeoutMs: 2000 });
  const values: '' | '0' | '1' | '2' | '3' = verifyResult;
  // @ts-expect-error The result is a string: this mistake does not compile.
  if (verifyResult === 1) return true;
  await support.whenVerified('RETAIL_OTP', { signal });
  return isVerified({ verifyResult: values });
}

const open = (data: EventData): string => `${data.callerNum} ${data.callid} ${data.calldata}`;
export const off: () => void = support.addHandler('Ringing', open, { replay: true });
support.removeHandler('Ringing', open);
support.addHandler('Init', ({ workNo }) => workNo.length);
// @ts-expect-error Init carries the agent's number alone.
support.addHandler('Init', ({ callid }) => callid);
// @ts-expect-error There is no such event.
support.addHandler('Hangup', () => undefined);

export async function dial(calledNum: string): Promise<AiccErrorCode | 'dialled'> {
  try {
    await support.clickToOutbound({ mediaType: 'audio', calledNum });
    // @ts-expect-error Faxes cannot be sent.
    await support.clickToOutbound({ mediaType: 'fax', calledNum });
    return 'dialled';
  } catch (error) {
    if (isAiccError(error, 'bridge/not-allowed')) return error.code;
    if (isAiccError(error) && error.retryable) return error.code;
    throw error;
  }
}
