export type { RedisClient, RedisClusterClient, RedisOptions } from './commands.js';
export { redisOtpStore } from './otp-store.js';
export { redisReplayStore } from './replay-store.js';
export { redisTokenCache, type RedisTokenCacheOptions } from './token-cache.js';
export { redisVerificationStore, type RedisVerificationStoreOptions } from './verification-store.js';
