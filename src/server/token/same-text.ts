/** Whether two secrets are the same, in a time that depends on their lengths alone. */
export function isSameText(first: string, second: string): boolean {
  let difference = first.length ^ second.length;
  for (let index = 0; index < first.length; index += 1) {
    // Past the end of the other it is NaN, which counts as 0; the lengths differ then anyway.
    difference |= first.charCodeAt(index) ^ second.charCodeAt(index);
  }
  return difference === 0;
}
