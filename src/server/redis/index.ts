export type { RedisClient, RedisOptions } from './commands.js';
export { redisOtpStore } from './otp-store.js';
export { redisReplayStore } from './replay-store.js';
