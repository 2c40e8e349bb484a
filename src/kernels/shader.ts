// A shader as TypeScript sees it: the generated table's records, and what can be derived from them.
import type { Shader, ShaderOf } from './shader-record';
import { sharedLibraries, variantLibraries } from './shaders.gen';

export type { Shader, ShaderOf };

/** How a binding is declared in the shader. */
export type BindingType = 'read-only-storage' | 'storage' | 'uniform' | 'texture';

/** Values for every override and constant of a shader; a missing or misspelt one is a type error. */
export type NumbersOf<S extends Shader> =
  S extends ShaderOf<infer Numbers, unknown> ? Readonly<Record<Numbers, number>> : never;

/** Values for every field of a shader's Params. */
export type ParamsOf<S extends Shader> =
  S extends ShaderOf<string, infer Params> ? Readonly<Params> : never;

/** Name of the function that a dispatch starts. */
export function entryPointOf({ stem }: Shader): string {
  return stem.replaceAll('-', '_');
}

/** What a shader binds, in order. */
export function bindingsOf({ code }: Shader): BindingType[] {
  return Array.from(code.matchAll(BINDING), ([, space = '']) => BINDING_TYPES[space] ?? 'texture');
}

/** Of what a shader binds, in order, whether it is an array of elements, which may be halves. */
export function elementBindingsOf({ code }: Shader): boolean[] {
  return Array.from(code.matchAll(BINDING), ([text]) => text.includes(':array<elem'));
}

const BINDING = /@binding\(\d+\)\s*var(?:<(.*?)>)?[^;]*/g;

const BINDING_TYPES: Readonly<Record<string, BindingType>> = {
  'storage,read': 'read-only-storage',
  'storage,read_write': 'storage',
  uniform: 'uniform',
};

/** A line that WGSL wants before all others. */
const DIRECTIVE = /^(?:enable|diagnostic)\b.*;\n/gm;

/** Numbers by name. */
type Numbers = Readonly<Record<string, number>>;

/**
 * The WGSL text of a variant: directives, constants, its chosen libraries, the shared ones, then the shader.
 * `choices` maps each family ("pixels") to a member ("8"); `numbers` has the constants among others.
 * @throws RangeError for a choice that there is not, and for a constant without a value
 */
export function linkShader(
  shader: Shader,
  choices: Readonly<Record<string, string>>,
  numbers: Numbers = {},
): string {
  const chosen = wordsOf(shader.families).map((family) => `${family}-${choices[family]}`);
  const texts = [
    ...constantsOf(shader).map((name) => constantText(shader, name, numbers[name])),
    ...chosen.map((name) => textNamed(shader, name, variantLibraries)),
    ...sharedTexts(shader),
  ];
  const text = texts.join('') + shader.code;
  const directives = text.match(DIRECTIVE) ?? [];
  return [...directives, text.replace(DIRECTIVE, '')].join('');
}

/** What libraries that variants choose enable, by their names: looked for once, since planning asks at every node. */
const EXTENSIONS = new Map(
  Object.entries(variantLibraries).map(([name, text]) => [
    name,
    text.match(/(?<=^enable )\w+/gm) ?? [],
  ]),
);

/** Extensions of the language that chosen libraries enable. */
export function extensionsOf(shader: Shader, choices: Readonly<Record<string, string>>): string[] {
  return wordsOf(shader.families).flatMap(
    (family) => EXTENSIONS.get(`${family}-${choices[family]}`) ?? [],
  );
}

/** The numbers that a pipeline takes: all but those that the text says. */
export function overridesAmong(shader: Shader, numbers: Numbers): Numbers {
  const constants = constantsOf(shader);
  return Object.fromEntries(Object.entries(numbers).filter(([name]) => !constants.includes(name)));
}

/** Names of the numbers that linking prints in front of the text. */
export function constantsOf({ constants = '' }: Shader): string[] {
  return wordsOf(constants);
}

function constantText({ stem }: Shader, name: string, value: number | undefined): string {
  if (value === undefined) throw new RangeError(`Shader ${stem} has no value for "${name}".`);
  return `const ${name}=${value}u;\n`;
}

function textNamed(
  { stem }: Shader,
  name: string,
  libraries: Readonly<Record<string, string>>,
): string {
  const text = libraries[name];
  if (text === undefined) throw new RangeError(`Shader ${stem} has no library "${name}".`);
  return text;
}

/** The libraries in front of a shader's own text, but those that a variant chooses. */
export function sharedTexts(shader: Shader): string[] {
  return wordsOf(shader.uses).map((name) => textNamed(shader, name, sharedLibraries));
}

function wordsOf(names: string): string[] {
  return names.match(/\S+/g) ?? [];
}
