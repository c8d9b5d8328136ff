export { identityProviderHandlers, type IdentityProviderHandlersOptions } from './identity-provider.js';
