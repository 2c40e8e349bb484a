// Every message of the library's errors, read from its sources: `…` stands for what is known only when the error is thrown.
// Functions that make errors of a problem (`misfit(node, 'has no shape')`) give one message for each call of theirs.
import { join, relative } from 'node:path';
import ts from 'typescript';

/** What the parameters of a function stand for in one call of it, each as the texts that it may be. */
type Environment = ReadonlyMap<ts.Symbol, readonly string[]>;
type Call = ts.CallExpression | ts.NewExpression;

const UNKNOWN = '…';
/** What is no part of the built library. */
const BESIDE_LIBRARY = /\.(test|fixtures|cases|setup)\.ts$/;

/**
 * All messages by the name of their class in src/errors.ts.
 * @param root The project's folder.
 */
export function errorMessages(root: string): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const sources = fileNames.filter(
    (path) => relative(root, path).startsWith('src/') && !BESIDE_LIBRARY.test(path),
  );
  return new MessageReader(ts.createProgram(sources, options), root, sources).read();
}

class MessageReader {
  readonly #checker: ts.TypeChecker;
  readonly #files: readonly ts.SourceFile[];
  readonly #errors: ts.SourceFile;
  /** Calls of functions that make errors, by the declaration that TypeScript finds for them. */
  readonly #calls = new Map<ts.Node, ts.CallExpression[]>();
  readonly #thrown: ts.NewExpression[] = [];
  /** Functions that are being read: one that calls itself says nothing more there. */
  readonly #underWay = new Set<ts.Node>();

  constructor(program: ts.Program, root: string, sources: readonly string[]) {
    this.#checker = program.getTypeChecker();
    this.#files = sources.flatMap((path) => program.getSourceFile(path) ?? []);
    const errors = program.getSourceFile(join(root, 'src/errors.ts'));
    if (!errors) throw new Error('There is no src/errors.ts.');
    this.#errors = errors;
    for (const file of this.#files) if (file !== errors) this.#index(file);
  }

  read(): Map<string, string[]> {
    const messages = new Map<string, string[]>();
    for (const thrown of this.#thrown) {
      const [argument] = thrown.arguments ?? [];
      const name = this.#errorClass(this.#checker.getTypeAtLocation(thrown));
      if (!argument || name === null) continue;
      const texts = this.#environmentsAt(thrown).flatMap((environment) =>
        this.#texts(argument, environment, true),
      );
      messages.set(name, [...(messages.get(name) ?? []), ...texts.map(tidy)]);
    }
    return messages;
  }

  #index(node: ts.Node): void {
    if (ts.isNewExpression(node)) {
      if (this.#errorClass(this.#checker.getTypeAtLocation(node)) !== null) this.#thrown.push(node);
    } else if (ts.isCallExpression(node)) {
      const declaration = this.#declarationOf(node);
      if (declaration && this.#makesErrors(declaration)) {
        this.#calls.set(declaration, [...(this.#calls.get(declaration) ?? []), node]);
      }
    }
    ts.forEachChild(node, (child) => this.#index(child));
  }

  /** The class in src/errors.ts that a type is, or that it extends; null for all others. */
  #errorClass(type: ts.Type): string | null {
    const declaration = type.symbol?.declarations?.[0];
    if (!declaration || !ts.isClassDeclaration(declaration)) return null;
    if (declaration.getSourceFile() === this.#errors) return type.symbol.name;
    const [base] = type.isClassOrInterface() ? this.#checker.getBaseTypes(type) : [];
    return base ? this.#errorClass(base) : null;
  }

  #declarationOf(call: Call): ts.SignatureDeclaration | undefined {
    const declaration = this.#checker.getResolvedSignature(call)?.declaration;
    return declaration && !ts.isJSDocSignature(declaration) ? declaration : undefined;
  }

  /** Whether a function gives an error, or does nothing but throw. */
  #makesErrors(declaration: ts.SignatureDeclaration): boolean {
    const signature = this.#checker.getSignatureFromDeclaration(declaration);
    const type = signature && this.#checker.getReturnTypeOfSignature(signature);
    if (!type || ts.isConstructorDeclaration(declaration)) return false;
    return (type.flags & ts.TypeFlags.Never) !== 0 || this.#errorClass(type) !== null;
  }

  /** What the parameters around a call stand for: one environment for each way to get there. */
  #environmentsAt(call: Call, seen: readonly ts.Node[] = []): Environment[] {
    const maker = ts.findAncestor(call, (node): node is ts.FunctionLikeDeclaration =>
      ts.isFunctionLike(node),
    );
    const outside = [new Map()];
    if (!maker || seen.includes(maker) || !this.#makesErrors(maker)) return outside;
    const calls = this.#declarationsOf(maker).flatMap((each) => this.#calls.get(each) ?? []);
    if (calls.length === 0) return outside;
    return calls.flatMap((each) =>
      this.#environmentsAt(each, [...seen, maker]).map((outer) => this.#bound(maker, each, outer)),
    );
  }

  /** A function itself, and the type of function that is wanted where it stands. */
  #declarationsOf(maker: ts.FunctionLikeDeclaration): ts.Node[] {
    if (!ts.isArrowFunction(maker) && !ts.isFunctionExpression(maker)) return [maker];
    const wanted = this.#checker.getContextualType(maker)?.getCallSignatures() ?? [];
    return [maker, ...wanted.flatMap(({ declaration }) => declaration ?? [])];
  }

  #bound(maker: ts.FunctionLikeDeclaration, call: ts.CallExpression, outer: Environment) {
    const bound = new Map(outer);
    for (const [index, parameter] of maker.parameters.entries()) {
      const argument = call.arguments[index];
      const symbol = this.#checker.getSymbolAtLocation(parameter.name);
      if (symbol && argument) bound.set(symbol, this.#texts(argument, outer, false));
    }
    return bound;
  }

  /**
   * The texts that an expression may have; `isWhole`: it is the whole message, so that all that functions return counts.
   */
  #texts(expression: ts.Expression, environment: Environment, isWhole: boolean): string[] {
    const node = unwrapped(expression);
    const inner = (each: ts.Expression) => this.#texts(each, environment, isWhole);
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isTemplateExpression(node)) {
      return node.templateSpans.reduce(
        (heads, { expression: span, literal }) =>
          crossed(crossed(heads, this.#texts(span, environment, false)), [literal.text]),
        [node.head.text],
      );
    }
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.PlusToken) return crossed(inner(node.left), inner(node.right));
      if (kind === ts.SyntaxKind.QuestionQuestionToken)
        return [...inner(node.left), ...inner(node.right)];
    }
    if (ts.isConditionalExpression(node)) {
      const [yes, no] = [inner(node.whenTrue), inner(node.whenFalse)];
      // The plural of a word.
      if (yes.join() + no.join() === 's') return ['(s)'];
      return [...new Set([...yes, ...no])];
    }
    if (ts.isIdentifier(node)) return this.#textsOfName(node, environment, isWhole);
    if (ts.isCallExpression(node)) {
      const texts = this.#textsOfFunction(node, environment);
      // Inside a sentence, what describes a thing in one way, such as a node by its name.
      return isWhole || texts.length === 1 ? texts : [UNKNOWN];
    }
    return [UNKNOWN];
  }

  #textsOfName(node: ts.Identifier, environment: Environment, isWhole: boolean): string[] {
    const symbol = this.#checker.getSymbolAtLocation(node);
    const bound = symbol && environment.get(symbol);
    if (bound) return [...bound];
    const declaration = symbol && this.#declarationOfName(symbol);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) {
      return [UNKNOWN];
    }
    const { initializer } = declaration;
    const texts = this.#texts(initializer, environment, isWhole);
    return isWhole || texts.length === 1 ? texts : [UNKNOWN];
  }

  /** Where a name is declared, also one that is imported, at once or when it is needed. */
  #declarationOfName(symbol: ts.Symbol): ts.Declaration | undefined {
    const { valueDeclaration } = symbol;
    if (valueDeclaration && ts.isBindingElement(valueDeclaration)) {
      const whole = this.#checker.getTypeAtLocation(valueDeclaration.parent);
      const member = whole.getProperty(symbol.name);
      return member === symbol ? undefined : member?.valueDeclaration;
    }
    const isImported = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return isImported ? this.#checker.getAliasedSymbol(symbol).valueDeclaration : valueDeclaration;
  }

  /** The texts that a function of the project returns. */
  #textsOfFunction(call: ts.CallExpression, environment: Environment): string[] {
    const declaration = this.#declarationOf(call);
    if (!declaration || !('body' in declaration) || !declaration.body) return [UNKNOWN];
    const body = declaration.body as ts.Node;
    if (!this.#files.includes(body.getSourceFile()) || this.#underWay.has(body)) return [UNKNOWN];
    this.#underWay.add(body);
    const bound = this.#bound(declaration as ts.FunctionLikeDeclaration, call, environment);
    const texts = this.#textsOfBody(body, bound);
    this.#underWay.delete(body);
    return texts;
  }

  #textsOfBody(body: ts.Node, bound: Environment): string[] {
    if (ts.isExpression(body)) return this.#texts(body, bound, true);
    const returned: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionLike(node)) return;
      if (ts.isReturnStatement(node) && node.expression && !isNull(node.expression))
        returned.push(...this.#texts(node.expression, bound, true));
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(body, visit);
    return returned.length > 0 ? returned : [UNKNOWN];
  }
}

function unwrapped(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? unwrapped(node.expression) : node;
}

function isNull(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword;
}

function crossed(heads: readonly string[], tails: readonly string[]): string[] {
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

/** One `…` for unknown texts beside one another. */
function tidy(text: string): string {
  return text.replace(/…{2,}/g, UNKNOWN).trim();
}
