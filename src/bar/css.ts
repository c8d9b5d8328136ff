/** Marks style sheets, for editors and for what takes the white space out of them (scripts/squeeze-templates.mjs). */
export const css = (parts: TemplateStringsArray, ...values: readonly string[]): string => String.raw(parts, ...values);
