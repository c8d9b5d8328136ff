// @ts-check
/**
 * oidc-provider, as it runs here. On its way it calls one function that Node 20 lacks; and it warns of what is meant
 * here: this version of Node, a memory that ends with the process, keys that are nobody's.
 */
const url = /** @type {{ parse?: (address: string, base?: string) => URL | null }} */ (/** @type {unknown} */ (URL));
url.parse ??= (address, base) => (URL.canParse(address, base) ? new URL(address, base) : null);

/** @type {Promise<typeof import('oidc-provider')> | undefined} */
let loaded;

/** Keeps its warnings from the console until it is told otherwise. @returns {() => void} */
function hush() {
  const { warn } = console;
  console.warn = (...words) => {
    if (!String(words[0]).includes('oidc-provider WARNING')) warn.apply(console, words);
  };
  return () => {
    console.warn = warn;
  };
}

function load() {
  const speak = hush();
  return import('oidc-provider').finally(speak);
}

/**
 * It takes a second to load: not before somebody wants it.
 *
 * @param {string} issuer
 * @param {Readonly<Record<string, unknown>>} configuration
 */
export async function createOidcProvider(issuer, configuration) {
  const { Provider } = await (loaded ??= load());
  const speak = hush();
  try {
    return new Provider(issuer, configuration);
  } finally {
    speak();
  }
}
