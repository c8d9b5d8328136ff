/** What proves us to a server that asks for it. Never sent, logged, or part of an error. */
export interface ClientCertificate {
  /** PEM, with the chain behind it. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  readonly passphrase?: string;
}
