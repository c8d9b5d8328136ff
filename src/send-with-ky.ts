import ky from 'ky';
import type { Send } from './send.js';

/** Who sends has the deadline, and knows what may be repeated. */
export const sendWithKy: Send = (url, init) => ky(url, { ...init, timeout: false, retry: 0, throwHttpErrors: false });
