import { exportPKCS8, exportSPKI, generateKeyPair } from 'jose';

export interface AgentKeyPair {
  /** PKCS#8 in PEM: stays with you, in the configuration of your backend. */
  readonly privateKey: string;
  /**
   * PEM that begins with `BEGIN PUBLIC KEY`, as OpenSSL writes it: paste it as the public key of the registration.
   * Whether the form there takes the lines around the key is not documented; {@link AgentKeyPair.publicKeyBody} is
   * without them.
   */
  readonly publicKey: string;
  /** The same in one line of base64. */
  readonly publicKeyBody: string;
}

/**
 * Makes the RSA key pair (2048 bits) with which a backend signs who its agents are. The same as
 * `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048` and `openssl pkey -pubout`.
 *
 * @example
 * const { privateKey, publicKey } = await createAgentKeyPair();
 * await writeFile('private.pem', privateKey, { mode: 0o600 });
 * console.log(publicKey); // register this one
 */
export async function createAgentKeyPair(): Promise<AgentKeyPair> {
  const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const [privateKey, publicKey] = await Promise.all([exportPKCS8(pair.privateKey), exportSPKI(pair.publicKey)]);
  return { privateKey, publicKey, publicKeyBody: publicKey.replace(/-----[A-Z ]+-----|\s/g, '') };
}
