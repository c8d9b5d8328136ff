import { createAICCSupport, frameTransport } from 'aicc-support';

const transport = frameTransport({ allowedOrigins: ['https://workbench.example.com'] });
void createAICCSupport({ transport }).getVerifyResult('RETAIL_OTP').then(console.log);
