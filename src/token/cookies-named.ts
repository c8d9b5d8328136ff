/** The values of all cookies of a name: a browser keeps one per path and domain, and lists the closest first. */
export const cookiesNamed = (
  name: string,
  document: { readonly cookie: string } | undefined = (globalThis as { document?: Document }).document,
): readonly string[] =>
  document?.cookie
    .split(/; */)
    .filter((each) => each.startsWith(`${name}=`))
    .map((each) => each.slice(name.length + 1).replace(/^"(.*)"$/, '$1')) ?? [];
