export type { RedisClient, RedisOptions } from './commands.js';
export { redisReplayStore } from './replay-store.js';
