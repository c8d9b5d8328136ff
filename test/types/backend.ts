/** A backend in Node: the server half speaks the Fetch API. */
import * as server from 'aicc-support/server';
import * as redis from 'aicc-support/server/redis';

export const handlers: Readonly<Record<string, unknown>> = { ...server, ...redis };
