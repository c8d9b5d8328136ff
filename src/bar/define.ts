/** Registers `<aicc-softphone-bar>`, for pages that import it for nothing else. */
import { defineSoftphoneBar } from './define-softphone-bar.js';

defineSoftphoneBar();
