// Sizes of workgroup arrays are constants: `//#const NAME …` in a shader or library has the linker print them. Sized by
// overrides they are valid WGSL, but naga ends the browser on some of them (Firefox), and WebKit is reported to give such
// arrays no room.

/** A piece of a linked shader. @typedef {{ readonly file: string, readonly text: string }} Piece */

const DIRECTIVE = /^\/\/#const (.+)$/gm;
const DECLARATION = /\b(override|const|alias|struct)\s+(\w+)([^;{]*(?:\{[^}]*\})?)/g;
const WORKGROUP_VARIABLE = /\bvar\s*<\s*workgroup\s*>\s*(\w+)\s*:([^;]*);/g;

/** The constants that the linker prints for a text. @param {string} text @returns {string[]} */
export function constantsIn(text) {
  return [...text.matchAll(DIRECTIVE)].flatMap(([, names = '']) => names.split(' '));
}

/**
 * Complaints about workgroup variables whose size depends on an override, by way of other names too.
 * @param {readonly Piece[]} pieces All texts that are linked together.
 * @returns {string[]}
 */
export function overrideSizedArrays(pieces) {
  const texts = pieces.map(({ file, text }) => ({ file, text: withoutComments(text) }));
  /** @type {Map<string, { readonly isOverride: boolean, readonly names: string[] }>} */
  const declared = new Map();
  for (const { text } of texts) {
    for (const [, keyword, name = '', rest = ''] of text.matchAll(DECLARATION)) {
      declared.set(name, { isOverride: keyword === 'override', names: namesIn(rest) });
    }
  }
  return texts.flatMap(({ file, text }) =>
    [...text.matchAll(WORKGROUP_VARIABLE)].flatMap(({ index, 1: name, 2: type = '' }) => {
      const overrides = reached(namesIn(type), declared).filter(
        (reachedName) => declared.get(reachedName)?.isOverride,
      );
      if (overrides.length === 0) return [];
      const line = text.slice(0, index).split('\n').length;
      return [
        `${file}:${line}: the size of "${name}" depends on the override ${overrides.join(', ')}; say //#const instead.`,
      ];
    }),
  );
}

/** Lines stay where they are. @param {string} text */
function withoutComments(text) {
  return text.replace(/\/\/.*$/gm, '');
}

/** @param {string} text @returns {string[]} */
function namesIn(text) {
  return text.match(/[A-Za-z_]\w*/g) ?? [];
}

/**
 * Names that other names are declared by, themselves included.
 * @param {readonly string[]} names @param {ReadonlyMap<string, { readonly names: readonly string[] }>} declared
 */
function reached(names, declared) {
  const seen = new Set(names);
  for (const name of seen) for (const next of declared.get(name)?.names ?? []) seen.add(next);
  return [...seen];
}
