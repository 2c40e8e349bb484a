// WGSL as it is downloaded: without comments and spaces, and with short names for functions, constants, and what is local to
// a function. Names that TypeScript knows stay: entry points, structs and their fields, overrides, bindings. A statement is
// still a line, so that a compiler's complaint shows which one it means; shaders/ has the text to read beside it.

/** Names, numbers, line breaks, and every other character by itself. */
const TOKEN =
  /[A-Za-z_]\w*|0x[\da-fA-F]+u?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[iufh]?|\s+|[^\sA-Za-z_0-9]/g;

const NAMES = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Short names for the functions and constants of texts that are linked with one another, the most frequent first. A name that
 * is also a field's, a parameter's or an entry point's stays.
 * @param {readonly string[]} sources All texts. @param {ReadonlySet<string>} entryPoints
 * @returns {Map<string, string>}
 */
export function sharedNames(sources, entryPoints) {
  const words = sources.flatMap((source) => tokensOf(source).filter((token) => !/^\s/.test(token)));
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const others = new Set(
    words.filter(
      (_, at) => words[at - 1] === '.' || (words[at + 1] === ':' && words[at - 1] !== 'case'),
    ),
  );
  const declared = words.filter((_, at) => ['fn', 'const'].includes(words[at - 1] ?? ''));
  const names = [...new Set(declared)].filter(
    (name) => !others.has(name) && !entryPoints.has(name),
  );
  const byUse = names.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const free = [...NAMES].flatMap((letter) => Array.from('0123456789', (digit) => letter + digit));
  const short = free.filter((name) => !counts.has(name));
  if (byUse.length > short.length) throw new Error(`${byUse.length} names are shared.`);
  return new Map(byUse.map((name, index) => [name, short[index] ?? '']));
}

/**
 * @param {string} source WGSL, with comments.
 * @param {ReadonlyMap<string, string>} shared What `sharedNames` says.
 */
export function minifyShader(source, shared) {
  return joined(withShortLocals(tokensOf(source)).map((token) => shared.get(token) ?? token));
}

/** @param {string} source @returns {string[]} */
function tokensOf(source) {
  return (
    source
      .replace(/\/\/.*$/gm, '')
      .trim()
      .match(TOKEN) ?? []
  );
}

/** Leaves out white space where it separates nothing, and ends statements and functions with a line break. @param {string[]} tokens */
function joined(tokens) {
  let text = '';
  let isApart = false;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (/^\s/.test(token)) {
      isApart = true;
      continue;
    }
    const last = text.at(-1) ?? '';
    // Two operators that stood apart may be another one together.
    if (isApart && ((/\w/.test(last) && /^\w/.test(token)) || isOperator(last + token)))
      text += ' ';
    isApart = false;
    text += token;
    if (token === '{') depth++;
    if (token === '}') depth--;
    const isEnd = token === ';' || (token === '}' && depth === 0);
    if (isEnd && tokens[at + 1] !== ';') text += '\n';
  }
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** @param {string} pair */
function isOperator(pair) {
  return /^[-+*/<>=&|!%^]{2}$/.test(pair);
}

/** @param {string[]} tokens */
function withShortLocals(tokens) {
  const result = [...tokens];
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at] !== 'fn') continue;
    const end = endOfFunction(tokens, at);
    const names = shortNames(tokens.slice(at, end));
    for (; at < end; at++) {
      const name = names.get(tokens[at]);
      if (name !== undefined && !isNameOfAnother(tokens, at)) result[at] = name;
    }
    at--;
  }
  return result;
}

/** @param {string[]} tokens @param {number} start */
function endOfFunction(tokens, start) {
  let depth = 0;
  for (let at = tokens.indexOf('{', start); at < tokens.length; at++) {
    if (tokens[at] === '{') depth++;
    if (tokens[at] === '}' && --depth === 0) return at + 1;
  }
  throw new Error(`The function ${tokens[start + 2]} does not end.`);
}

/** Names for a function's parameters and variables, none of which it uses for anything else. @param {string[]} tokens */
function shortNames(tokens) {
  const words = tokens.filter((token) => !/^\s/.test(token));
  const locals = localsOf(words);
  const taken = new Set(words.filter((word, at) => !locals.has(word) && words[at - 1] !== '.'));
  const free = [...NAMES].filter((name) => !taken.has(name));
  if (locals.size > free.length) throw new Error(`${words[1]} has ${locals.size} local names.`);
  return new Map([...locals].map((local, index) => [local, free[index]]));
}

/** What a function declares; not names that it also calls. @param {string[]} words */
function localsOf(words) {
  const body = words.indexOf('{');
  const declared = words.filter((word, at) =>
    at < body ? at > 1 && words[at + 1] === ':' : isDeclared(words, at, word),
  );
  const called = new Set(words.filter((_, at) => words[at + 1] === '('));
  return new Set(declared.filter((name) => !called.has(name)));
}

/** @param {string[]} words @param {number} at @param {string} word */
function isDeclared(words, at, word) {
  const keyword = words[at - 1] === '>' ? words[words.lastIndexOf('<', at) - 1] : words[at - 1];
  return /^[A-Za-z_]/.test(word) && ['let', 'var', 'const'].includes(keyword ?? '');
}

/** Fields, and the names of inputs in attributes. @param {string[]} tokens @param {number} at */
function isNameOfAnother(tokens, at) {
  return tokens[at - 1] === '.' || (tokens[at - 1] === '(' && tokens[at - 2] === 'builtin');
}
