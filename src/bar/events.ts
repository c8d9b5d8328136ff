import type { SoftphoneEvents } from '../softphone/softphone.js';

/** What the bar tells the page. All bubble and leave shadow trees; `detail` is the softphone's event. */
export interface BarEventMap {
  'aicc-agent': CustomEvent<SoftphoneEvents['agent']>;
  'aicc-ringing': CustomEvent<SoftphoneEvents['ringing']>;
  'aicc-answered': CustomEvent<SoftphoneEvents['answered']>;
  'aicc-ended': CustomEvent<SoftphoneEvents['ended']>;
  'aicc-contact-ended': CustomEvent<SoftphoneEvents['contactEnded']>;
  'aicc-conflict': CustomEvent<SoftphoneEvents['conflict']>;
  'aicc-failed': CustomEvent<SoftphoneEvents['failed']>;
}
