import nodemailer from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byChannel, smtpDelivery, webhookDelivery } from '../../../../examples/backend/otp-delivery.mjs';
import { createOtpService, createOutbound, type OtpDelivery } from '../../../../src/server/index.js';
import { challengeOf, otpKey, otpRequest } from '../../../contracts/otp-contract.js';
import { serveHttp, type RunningServer } from '../../../support/node-http.js';
import { rejectionOf } from '../../../support/rejection.js';
import { startSmtpSink, type SmtpSink } from '../../../support/smtp-sink.js';

let sink: SmtpSink;
let provider: RunningServer;
let status: number;
let asked: { readonly key: string | null; readonly body: { readonly to: string; readonly text: string } }[];

beforeEach(async () => {
  status = 202;
  asked = [];
  sink = await startSmtpSink();
  provider = await serveHttp(async (request) => {
    asked.push({ key: request.headers.get('x-key'), body: (await request.json()) as (typeof asked)[0]['body'] });
    return new Response(null, { status });
  });
});

afterEach(async () => {
  await Promise.all([sink.close(), provider.close()]);
});

const email = { ...otpRequest, channel: 'email', destination: 'kim@example.com' } as const;

function ways(): { readonly phone: OtpDelivery; readonly email: OtpDelivery } {
  const outbound = createOutbound({ allowedOrigins: [provider.origin], dangerouslyAllowLoopback: true });
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: sink.port, ignoreTLS: true });
  return {
    phone: webhookDelivery({ outbound, url: `${provider.origin}/sms`, headers: { 'x-key': 'k' } }),
    email: smtpDelivery({ transport, from: 'codes@bank.example.com' }),
  };
}

describe('A code', () => {
  it('goes over a webhook and over SMTP, and what arrives is right', async () => {
    const otp = createOtpService({ key: otpKey, deliver: byChannel(ways()) });
    const byPhone = challengeOf(await otp.send(otpRequest));
    expect(asked).toMatchObject([{ key: 'k', body: { to: otpRequest.destination } }]);
    const [spoken = ''] = /\d{6}/.exec(asked[0]!.body.text) ?? [];
    expect(await otp.verify({ challengeId: byPhone, code: spoken })).toEqual({ status: 'right' });

    const byMail = challengeOf(await otp.send(email));
    expect(sink.mails).toMatchObject([{ from: 'codes@bank.example.com', to: 'kim@example.com' }]);
    const [read = ''] = /\d{6}(?= is your code)/.exec(sink.mails[0]!.data) ?? [];
    expect(await otp.verify({ challengeId: byMail, code: read })).toEqual({ status: 'right' });
  });

  it('goes in the language that is asked for', async () => {
    const otp = createOtpService({ key: otpKey, deliver: byChannel(ways()) });
    await otp.send({ ...otpRequest, language: 'zh-CN' });
    expect(asked[0]!.body.text).toMatch(/验证码是 \d{6}/);
  });

  it('that neither provider takes is a delivery that failed, and the challenge is over', async () => {
    const otp = createOtpService({ key: otpKey, deliver: byChannel(ways()) });
    status = 500;
    sink.refuse();
    for (const request of [otpRequest, email]) {
      expect(await rejectionOf(otp.send(request))).toMatchObject({ code: 'server/delivery-failed' });
    }
    await provider.close();
    expect(await rejectionOf(otp.send(otpRequest))).toMatchObject({ code: 'net/unreachable' });
  });
});
