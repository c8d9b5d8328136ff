/** What of a text a telephone can send, full-width characters included: pasted numbers come with brackets and blanks. */
export function onlyDigits(text: string): string {
  return text.normalize('NFKC').replace(/[^\d*#+]/g, '');
}
