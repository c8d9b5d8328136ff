// @ts-check
/**
 * The bank's statements, for the bank's page: only with a proof of the verification service that the customer of this
 * call gave the right code. What the page says of itself counts for nothing.
 */
import { isAiccError } from 'aicc-support';
import { memoryReplayStore, verifyVerificationProof } from 'aicc-support/server';

/** Invented, too. @type {Record<string, { date: string, text: string, amount: number }[]>} */
const statements = {
  'C-1001': [
    { date: '2026-11-02', text: 'Example Goods', amount: -129.9 },
    { date: '2026-11-15', text: 'Salary', amount: 3150 },
  ],
  'C-1002': [{ date: '2026-11-09', text: 'Example Goods', amount: -24.5 }],
};

/**
 * `POST /api/statement`, with the proof in `X-Verification-Proof`.
 *
 * @param {object} options
 * @param {string} options.origin of the bank's page
 * @param {string} options.keysUrl where the verification service publishes its keys
 * @returns {{ handle: (request: Request) => Promise<Response>, identified: (contactId: string, customerId: string) => void }}
 */
export function createStatements({ origin, keysUrl }) {
  const replayStore = memoryReplayStore();
  /** Who was identified in which call, as the flow told the bank's systems. @type {Map<string, string>} */
  const customerOf = new Map();

  /** @type {{ keys: import('aicc-support/server').JsonWebKeySet, until: number } | undefined} */
  let known;
  async function keys() {
    if (known && known.until > Date.now()) return known.keys;
    const response = await fetch(keysUrl, { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`The keys could not be read: ${response.status}`);
    const read = /** @type {import('aicc-support/server').JsonWebKeySet} */ (await response.json());
    known = { keys: read, until: Date.now() + 300_000 };
    return read;
  }

  return {
    identified: (contactId, customerId) => void customerOf.set(contactId, customerId),
    async handle(request) {
      if (request.method !== 'POST') return Response.json({ code: 'server/bad-request' }, { status: 405 });
      try {
        const { contactId } = await verifyVerificationProof(request.headers.get('x-verification-proof'), {
          keys,
          audience: origin,
          verifyTypeCode: 'RETAIL_OTP',
          level: 1,
          replayStore,
        });
        const entries = statements[customerOf.get(contactId) ?? ''] ?? [];
        return Response.json({ entries }, { headers: { 'cache-control': 'no-store' } });
      } catch (error) {
        // By name, so that the page can say it; with nothing of the data.
        const isProof = isAiccError(error) && error.code.startsWith('verification/');
        return Response.json({ code: isProof ? error.code : 'server/internal' }, { status: isProof ? 403 : 500 });
      }
    },
  };
}
