import { memoryVerificationStore } from '../../src/server/index.js';
import { describeStoreContract } from './verification-store-contract.js';

describeStoreContract('memory', async () => memoryVerificationStore());
