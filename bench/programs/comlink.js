import { windowEndpoint, wrap } from 'comlink';

/** @type {import('comlink').Remote<{ getVerifyResult(code: string): string }>} */
const remote = wrap(windowEndpoint(parent, self, 'https://workbench.example.com'));
void remote.getVerifyResult('RETAIL_OTP').then(console.log);
