// What the layer check wants to know of a TypeScript or JavaScript file, read by TypeScript's parser.
import ts from 'typescript';

/**
 * Specifiers of all imports and re-exports (values, types, import() in code and in types), and the
 * identifiers that occur outside strings and comments.
 * @param {string} path
 * @param {string} text
 * @returns {{ imports: string[], identifiers: Set<string> }}
 */
export function readSource(path, text) {
  /** @type {string[]} */
  const imports = [];
  /** @type {Set<string>} */
  const identifiers = new Set();
  const visit = (/** @type {ts.Node} */ node) => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) imports.push(specifier.text);
    if (ts.isIdentifier(node)) identifiers.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return { imports, identifiers };
}

/** @param {ts.Node} node @returns {ts.Node | undefined} */
function specifierOf(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  const isImportCall =
    ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImportCall ? node.arguments[0] : undefined;
}
