import { memoryVerificationStore } from '../../src/server/index.js';
import { createFakeClock } from '../support/fake-clock.js';
import { createSharedStore } from '../support/shared-store.js';
import { describeStoreContract } from './verification-store-contract.js';

describeStoreContract('memory', async () => memoryVerificationStore());
// The tests of servers that share attempts stand on it.
describeStoreContract('of a test, shared', async () => createSharedStore(createFakeClock()));
