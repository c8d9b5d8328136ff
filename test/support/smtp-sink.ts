import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  /** Headers and body, as they came. */
  readonly data: string;
}

/** A mail server that takes everything and delivers nothing. */
export interface SmtpSink {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** From now on recipients are refused. */
  refuse(): void;
  close(): Promise<void>;
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let isRefusing = false;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    let from = '';
    let to = '';
    let pending = '';
    let data: string | undefined;
    const say = (line: string): boolean => socket.write(`${line}\r\n`);
    const addressIn = (line: string): string => /<(.*)>/.exec(line)?.[1] ?? '';

    function take(line: string): void {
      const word = line.slice(0, 4).toUpperCase();
      if (word === 'EHLO' || word === 'HELO') say('250 sink.example.com');
      else if (word === 'MAIL') {
        from = addressIn(line);
        say('250 OK');
      } else if (word === 'RCPT') {
        to = addressIn(line);
        say(isRefusing ? '550 No such user' : '250 OK');
      } else if (word === 'DATA') {
        data = '';
        say('354 Go on');
      } else if (word === 'QUIT') {
        say('221 Bye');
        socket.end();
      } else say('250 OK');
    }

    say('220 sink.example.com');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      pending += chunk;
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (data === undefined) take(line);
        else if (line === '.') {
          mails.push({ from, to, data });
          data = undefined;
          say('250 Taken');
        } else data += `${line}\n`;
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    refuse: () => (isRefusing = true),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
