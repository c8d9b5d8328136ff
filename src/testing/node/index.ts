export {
  startIdentityProvider,
  type RunningIdentityProvider,
  type StartIdentityProviderOptions,
} from './identity-provider.js';
