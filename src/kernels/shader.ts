// A shader as TypeScript sees it: the generated table's records, and what can be derived from them.
import { sharedLibraries, variantLibraries } from './shaders.gen';

/** How a binding is declared in the shader. */
export type BindingType = 'read-only-storage' | 'storage' | 'uniform' | 'texture';

/** Byte offsets of a struct's fields, nested structs included. */
interface StructLayout {
  readonly byteLength: number;
  readonly fields: { readonly [name: string]: FieldLayout };
}

type FieldLayout =
  | { readonly offset: number; readonly type: string }
  | ({ readonly offset: number } & StructLayout);

/** One record of the generated table. */
export interface Shader {
  readonly stem: string;
  readonly entryPoint: string;
  /** Library families of which a variant has to choose one member each. */
  readonly families: readonly string[];
  /** Libraries in front of the shader's own text, in order. */
  readonly uses: readonly string[];
  readonly bindings: readonly { readonly name: string; readonly type: BindingType }[];
  readonly overrides: readonly string[];
  readonly params: StructLayout;
  /** The shader's own WGSL. */
  readonly code: string;
}

/** Values for every override of a shader; a missing or misspelt one is a type error. */
export type OverridesOf<S extends Shader> = Readonly<Record<S['overrides'][number], number>>;

/** Values for every field of a shader's Params. */
export type ParamsOf<S extends Shader> = StructValues<S['params']>;

type StructValues<L> = L extends { readonly fields: infer F }
  ? { readonly [K in keyof F]: FieldValue<F[K]> }
  : never;

type FieldValue<F> = F extends { readonly fields: unknown }
  ? StructValues<F>
  : F extends { readonly type: infer T }
    ? T extends `vec2${string}`
      ? readonly [number, number]
      : T extends `vec4${string}`
        ? readonly [number, number, number, number]
        : number
    : never;

/** A line that WGSL wants before all others. */
const DIRECTIVE = /^(?:enable|diagnostic)\b.*;\n/gm;

/**
 * The WGSL text of a variant: directives, its chosen libraries, the shared ones, then the shader.
 * `choices` maps each family ("pixels") to a member ("8").
 */
export function linkShader(shader: Shader, choices: Readonly<Record<string, string>>): string {
  const chosen = shader.families.map((family) => `${family}-${choices[family]}`);
  const texts = [
    ...chosen.map((name) => textNamed(shader, name, variantLibraries)),
    ...shader.uses.map((name) => textNamed(shader, name, sharedLibraries)),
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

/** Writes Params as the bytes that the shader's struct has. */
export function encodeParams<S extends Shader>(shader: S, values: ParamsOf<S>): ArrayBuffer {
  const bytes = new ArrayBuffer(shader.params.byteLength);
  encodeStruct(new DataView(bytes), 0, shader.params, values as NestedValues);
  return bytes;
}

interface NestedValues {
  readonly [name: string]: number | readonly number[] | NestedValues;
}

function encodeStruct(
  view: DataView,
  base: number,
  layout: StructLayout,
  values: NestedValues,
): void {
  for (const [name, field] of Object.entries(layout.fields)) {
    const value = values[name] ?? 0;
    if ('fields' in field) {
      encodeStruct(view, base + field.offset, field, value as NestedValues);
    } else {
      const numbers = typeof value === 'number' ? [value] : (value as readonly number[]);
      numbers.forEach((number, i) => {
        encodeNumber(view, base + field.offset + 4 * i, field.type, number);
      });
    }
  }
}

/** Field types are scalars or vectors of u32, i32 or f32, written out or as vec2u, vec2i, vec2f. */
function encodeNumber(view: DataView, at: number, type: string, value: number): void {
  if (/(u32>?|\du)$/.test(type)) view.setUint32(at, value, true);
  else if (/(i32>?|\di)$/.test(type)) view.setInt32(at, value, true);
  else view.setFloat32(at, value, true);
}
