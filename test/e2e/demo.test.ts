import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/run.mjs';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** `npm start -- --once`, without npm. */
function playOnce(port: number, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/start.mjs', '--once', '--port', String(port)], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => {
      resolve({ code, output });
    });
  });
}

describe('npm start -- --once', () => {
  let taken: Server;
  let port: number;
  let played: Ended;

  beforeAll(async () => {
    // Somebody else is there already, so the demo has to move.
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    ({ port } = taken.address() as AddressInfo);
    played = await playOnce(port);
  }, 180_000);

  afterAll(() => {
    taken.close();
  });

  /** The lines of the transcript from one step to the next. */
  const stepLines = (title: RegExp): string => {
    const steps = played.output.split(/\n(?=\s*\d+ {2}\S)/);
    return steps.find((step) => title.test(step)) ?? `No step ${String(title)} in:\n${played.output}`;
  };

  it('exits with 0', () => {
    expect(played.output).toMatch(/All as it should be/);
    expect(played.code).toBe(0);
  });

  it('takes other ports where its own are in use', () => {
    const [, workbench = ''] = /The workbench is (\S+),/.exec(played.output) ?? [];
    expect(workbench).toMatch(/^http:\/\/localhost:\d+$/);
    expect(workbench).not.toBe(`http://localhost:${port}`);
  });

  it('leaves no server behind', async () => {
    const origins = played.output.match(/http:\/\/(localhost|127\.0\.0\.1):\d+/g) ?? [];
    expect(origins).toHaveLength(4);
    for (const origin of origins) await expect(fetch(origin)).rejects.toThrow(/fetch failed/);
  });

  it('shows Ringing and Talking with the customer on the bank’s page', () => {
    expect(stepLines(/A call arrives/)).toMatch(/bank page +Ringing\n.+bank page +Customer 1001/);
    expect(stepLines(/The agent answers/)).toMatch(/bank page +Talking/);
  });

  it('asks the bank’s API with the documented body, the PIN masked', () => {
    const body =
      '{"calldata":{"customerId":"C-1001","pin":"******","verifyServiceNo":"88880011","verifyWorkNo":"371"}}';
    expect(stepLines(/the page unlocks/)).toContain(`← ${body}`);
    expect(played.output).not.toContain('246810');
  });

  it('reads 0, then 1, and unlocks', () => {
    expect(stepLines(/the page unlocks/)).toMatch(/reads '0' · Locked[^]+reads '1' · Verified[^]+Balance 4,821\.50/);
  });

  it('tells a failed attempt from an abnormal one', () => {
    expect(stepLines(/wrong PIN/)).toContain("reads '2' · Locked: verification failed");
    expect(stepLines(/system is down/)).toContain("reads '3' · Locked: verification was not possible");
  });

  it('stays unlocked during a consult and wrap-up, and falls back when wrap-up ends', () => {
    expect(stepLines(/A consult/)).toContain('was unlocked all the while');
    expect(stepLines(/during wrap-up/)).toContain("reads '1' · Verified");
    expect(stepLines(/falls back/)).toContain("reads '0' · Locked: not verified");
  });

  it('unlocks the legacy page too', () => {
    expect(stepLines(/the page unlocks/)).toMatch(/legacy page +OPEN/);
    expect(stepLines(/falls back/)).toMatch(/legacy page +CLOSED/);
  });

  it('calls from the bank’s page when the agent agrees', () => {
    expect(stepLines(/when the agent agrees/)).toMatch(/wants to call 5550101[^]+The bank is calling/);
  });

  it('lets a customer wait for the shop until an agent is there, and opens the card', () => {
    expect(stepLines(/and waits/)).toMatch(/phone +Waiting for a free agent/);
    const opened = stepLines(/comes out of the queue/);
    expect(opened).toMatch(/CRM 381 +Incoming call · sales Customer 1001 5550100\n.+CRM 381 +Customer 1001\n/);
    expect(opened).toMatch(/CRM 381 +Talking: Customer 1001[^]+phone +Tones from the other side: 12#/);
  });

  it('signs an agent in at the company’s own platform, whose token the centre takes', () => {
    expect(stepLines(/signs in with Example ID/)).toMatch(
      /Example ID +May the application know[^]+by the registration idp_crmsso\n.+CRM 382 +Ready/,
    );
    // No token is printed.
    expect(played.output).not.toMatch(/eyJ/);
  });

  it('asks a colleague, who has the same card, and makes a conference that goes on without the first', () => {
    expect(stepLines(/asks that colleague/)).toMatch(/CRM 382 +Incoming call .+\n.+CRM 382 +Customer 1001\n/);
    expect(stepLines(/make it a conference/)).toMatch(
      /CRM 382 +Conference: Customer 1001[^]+CRM 381 +Wrap-up\n.+Customer 1001 555-0100 Inbound · .+\n.+Talking to the shop/,
    );
  });

  it('calls who is clicked, and has the call in a second tab when the first is closed', () => {
    expect(stepLines(/A click on a number/)).toMatch(/phone +The shop is calling[^]+Talking: Customer 1002/);
    expect(stepLines(/A second tab/)).toMatch(
      /Another tab rings\.\n.+Of all tabs, this one rings\.\n.+Talking: Customer 1002[^]+Outbound · .+ · agent hung up/,
    );
  });

  it('rings in one tab only, and once', () => {
    expect(stepLines(/A second tab/)).toContain('Calls that rang here: 0');
    expect(stepLines(/rings in that tab, once/)).toContain('Calls that rang here: 1');
  });

  it('exits with 1 and says why when it cannot play', async () => {
    const { code, output } = await playOnce(0, { CHROMIUM_PATH: '/nowhere/chromium' });
    expect(output).toMatch(/The story broke before it began[^]+Chromium was not found/);
    expect(code).toBe(1);
  });
});
