/**
 * Takes the white space out of the bar's templates, html`…` and css`…`, which no minifier looks into. It changes
 * nothing that is rendered: where HTML has white space one blank stays.
 */
import ts from 'typescript';

/** @type {Readonly<Record<string, (text: string) => string>>} */
const squeeze = {
  html: (text) =>
    text
      // A line break before the end of a tag stands in no text.
      .replace(/\s*\n\s*(\/?>)/g, '$1')
      .replace(/\s+/g, ' '),
  css: (text) =>
    text
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,>]) ?/g, '$1')
      // Behind the colon of a declaration; one in a selector has none behind it.
      .replace(/: /g, ':')
      .replace(/;}/g, '}')
      .replace(/(?<![\d.])0\.(?=\d)/g, '.'),
};

/**
 * For the compiler, before types are stripped: so the source maps stay true.
 *
 * @type {ts.TransformerFactory<ts.SourceFile>}
 */
export const squeezeTemplates = (context) => (file) => {
  const { factory } = context;
  /** @type {(node: ts.Node) => ts.Node} */
  const visit = (node) => {
    const visited = ts.visitEachChild(node, visit, context);
    if (!ts.isTaggedTemplateExpression(visited) || !ts.isIdentifier(visited.tag)) return visited;
    const shorten = squeeze[visited.tag.text];
    const { template } = visited;
    if (!shorten) return visited;
    const short = ts.isNoSubstitutionTemplateLiteral(template)
      ? factory.createNoSubstitutionTemplateLiteral(shorten(template.text))
      : factory.createTemplateExpression(
          factory.createTemplateHead(shorten(template.head.text)),
          template.templateSpans.map(({ expression, literal }) => {
            const text = shorten(literal.text);
            return factory.createTemplateSpan(
              expression,
              ts.isTemplateTail(literal) ? factory.createTemplateTail(text) : factory.createTemplateMiddle(text),
            );
          }),
        );
    return factory.updateTaggedTemplateExpression(visited, visited.tag, visited.typeArguments, short);
  };
  return ts.visitEachChild(file, visit, context);
};
