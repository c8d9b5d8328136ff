/** A legacy page with the script tag, whose editor knows the global. */
import type { AICCSupportGlobal } from 'aicc-support/script';

window.AICCSupport.configure({ allowedOrigins: ['https://workbench.example.com'] });
const reading = window.AICCSupport.getVerifyResult('RETAIL_OTP');
export const atOnce: '' | '0' | '1' | '2' | '3' = reading.verifyResult;
export const later: Promise<boolean> = reading.then((result) => window.AICCSupport.isVerified(result));
export const kept: AICCSupportGlobal = window.AICCSupport.noConflict();
