import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeAdapter } from '../../../examples/server/node-adapter.mjs';

let server: Server;
const log = vi.spyOn(console, 'error');

beforeEach(async () => {
  log.mockImplementation(() => undefined);
  const handler = async ({ url }: Request): Promise<Response> => {
    if (url.endsWith('/fails')) throw new Error('failed');
    return new Response('ok', {
      headers: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
    });
  };
  server = createServer((incoming, outgoing) => void nodeAdapter(handler, 'http://localhost')(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  log.mockReset();
  server.close();
});

/** As it stands on the line: `fetch` would mend the path. */
async function get(path: string): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const [response] = (await once(request({ host: '127.0.0.1', port, path, agent: false }).end(), 'response')) as [
    IncomingMessage,
  ];
  return response.resume();
}

describe('the adapter that the recipe points to', () => {
  it('passes on each of several cookies', async () => {
    expect((await get('/')).headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  it.each(['/fails', '//'])('answers %s, which would end the process if nobody caught it', async (path) => {
    expect((await get(path)).statusCode).toBe(500);
    expect(log).toHaveBeenCalledOnce();
    expect((await get('/')).statusCode).toBe(200);
  });
});
