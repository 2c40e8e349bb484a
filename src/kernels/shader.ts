// A shader as TypeScript sees it: the generated table's records, and what can be derived from them.
import type { Shader, ShaderOf } from './shader-record';
import { sharedLibraries, variantLibraries } from './shaders.gen';

export type { Shader, ShaderOf };

/** How a binding is declared in the shader. */
export type BindingType = 'read-only-storage' | 'storage' | 'uniform' | 'texture';

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
