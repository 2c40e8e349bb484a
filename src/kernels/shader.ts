// A shader as TypeScript sees it: the generated table's records, and what can be derived from them.
import { sharedLibraries, variantLibraries } from './shaders.gen';

/** How a binding is declared in the shader. */
export type BindingType = 'read-only-storage' | 'storage' | 'uniform' | 'texture';

/** One record of the generated table. Bindings and the layout of Params are read from the text, which says both. */
export interface Shader {
  readonly stem: string;
  /** Library families of which a variant has to choose one member each, with spaces between them. */
  readonly families: string;
  /** Libraries in front of the shader's own text, in order, with spaces between them. */
  readonly uses: string;
  /** The shader's own WGSL. */
  readonly code: string;
}

/** A shader whose overrides and Params TypeScript knows by name. */
export interface ShaderOf<Overrides extends string, Params> extends Shader {
  /** Never there: it carries the types. */
  readonly types?: readonly [Overrides, Params];
}

export type Vector2 = readonly [number, number];
export type Vector4 = readonly [number, number, number, number];

/** Values for every override of a shader; a missing or misspelt one is a type error. */
export type OverridesOf<S extends Shader> =
  S extends ShaderOf<infer Overrides, unknown> ? Readonly<Record<Overrides, number>> : never;

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

const BINDING = /@binding\(\d+\)\s*var(?:<(.*?)>)?/g;

const BINDING_TYPES: Readonly<Record<string, BindingType>> = {
  'storage,read': 'read-only-storage',
  'storage,read_write': 'storage',
  uniform: 'uniform',
};

/** A line that WGSL wants before all others. */
const DIRECTIVE = /^(?:enable|diagnostic)\b.*;\n/gm;

/**
 * The WGSL text of a variant: directives, its chosen libraries, the shared ones, then the shader.
 * `choices` maps each family ("pixels") to a member ("8").
 */
export function linkShader(shader: Shader, choices: Readonly<Record<string, string>>): string {
  const chosen = wordsOf(shader.families).map((family) => `${family}-${choices[family]}`);
  const texts = [
    ...chosen.map((name) => textNamed(shader, name, variantLibraries)),
    ...sharedTexts(shader),
  ];
  const text = texts.join('') + shader.code;
  const directives = text.match(DIRECTIVE) ?? [];
  return [...directives, text.replace(DIRECTIVE, '')].join('');
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
