/** What marks an AiccError: a file of its own, for who only tells errors apart, as the bar does, need not carry the class. */
export const brand = /* @__PURE__ */ Symbol.for('aicc-support.error');
