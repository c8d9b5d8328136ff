import { SoftphoneBarElement } from './bar.js';
import type { AiccSoftphoneBar as Element } from './element.js';

export type AiccSoftphoneBar = Element;

/** The class of `<aicc-softphone-bar>`. What it is made with shows in no type of ours. */
export const AiccSoftphoneBar: { new (): Element; readonly prototype: Element } = SoftphoneBarElement;
