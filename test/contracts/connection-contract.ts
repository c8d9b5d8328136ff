import { afterEach, beforeEach, describe, vi } from 'vitest';
import type { Connection } from '../../src/connection/connection.js';
import type { CenterDriver } from './center-driver.js';
import { callContract } from './call-contract.js';
import { faultContract } from './fault-contract.js';
import { linkContract } from './link-contract.js';
import { softphoneContract } from './softphone-contract.js';
import { verificationContract } from './verification-contract.js';

/**
 * One agent's connection over the transport under test, to a centre made by `createContractCenter`.
 * The connection belongs to the agent `contract.agent`, who is not signed in, and may do everything.
 */
export interface ConnectionHarness {
  readonly connection: Connection;
  readonly center: CenterDriver;
  /**
   * Lets what is under way arrive: call `center.advance(5000)` for the heartbeat of the centre's links, then give
   * messages of your own link a moment. The suite calls it again and again, until what it waits for is there.
   */
  settle(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * The behaviour that every transport shares, as one suite. Runs in Node and in a browser.
 *
 * @example
 * describeConnectionContract('simulated', async () => {
 *   const { center, driver } = createContractCenter();
 *   const connection = await connect(center.transport({ workNo: contract.agent }));
 *   return { connection, center: driver, settle: () => driver.advance(5000), dispose: () => driver.dispose() };
 * });
 */
export function describeConnectionContract(name: string, createHarness: () => Promise<ConnectionHarness>): void {
  describe(`a connection over ${name}`, () => {
    let harness: ConnectionHarness;

    beforeEach(async () => {
      harness = await createHarness();
    });
    afterEach(async () => {
      await harness.connection.close();
      await harness.dispose();
      vi.unstubAllGlobals();
    });

    const current = (): ConnectionHarness => harness;
    describe('as a link', () => linkContract(current));
    describe('with calls', () => callContract(current));
    describe('with a softphone', () => softphoneContract(current));
    describe('with authentication', () => verificationContract(current));
    describe('with faults', () => faultContract(current));
  });
}
