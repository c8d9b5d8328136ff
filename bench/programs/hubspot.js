import CallingExtensions from '@hubspot/calling-extensions-sdk';

// The types ask for every handler; the code does not.
const eventHandlers = /** @type {import('@hubspot/calling-extensions-sdk').EventHandlers} */ (
  /** @type {unknown} */ ({ onReady: () => extensions.initialized({}) })
);
const extensions = new CallingExtensions({ eventHandlers, debugMode: false });
