// Params as bytes: a shader's text says how its struct lies, by the rules of WGSL.
import { roundUp } from '../util/math';
import { type ParamsOf, type Shader, sharedTexts } from './shader';

/** Where a struct's numbers lie, in bytes. */
export interface StructLayout {
  readonly byteLength: number;
  readonly alignment: number;
  readonly fields: ReadonlyMap<string, FieldLayout>;
}

interface FieldLayout {
  readonly offset: number;
  readonly type: string;
  /** Of a field that is a struct. */
  readonly struct: StructLayout | null;
}

/** Writes Params as the bytes that the shader's struct has. */
export function encodeParams<S extends Shader>(shader: S, values: ParamsOf<S>): ArrayBuffer {
  const layout = paramsLayout(shader);
  const bytes = new ArrayBuffer(layout.byteLength);
  encodeStruct(new DataView(bytes), 0, layout, values as NestedValues);
  return bytes;
}

interface NestedValues {
  readonly [name: string]: number | readonly number[] | NestedValues;
}

function encodeStruct(
  view: DataView,
  base: number,
  { fields }: StructLayout,
  values: NestedValues,
): void {
  for (const [name, { offset, type, struct }] of fields) {
    const value = values[name] ?? 0;
    const at = base + offset;
    if (struct) encodeStruct(view, at, struct, value as NestedValues);
    else
      for (const [i, number] of [value].flat().entries())
        encodeNumber(view, at + 4 * i, type, number as number);
  }
}

/** Field types are scalars or vectors of u32, i32 or f32. */
function encodeNumber(view: DataView, at: number, type: string, value: number): void {
  if (type.includes('u')) view.setUint32(at, value, true);
  else if (type.includes('i')) view.setInt32(at, value, true);
  else view.setFloat32(at, value, true);
}

/** Layouts that were asked for. */
const layouts = new Map<Shader, StructLayout>();

/** Where the fields of a shader's Params lie, by the rules of WGSL. */
export function paramsLayout(shader: Shader): StructLayout {
  const known = layouts.get(shader);
  if (known) return known;
  const structs = [...sharedTexts(shader), shader.code]
    .join('')
    .matchAll(/struct (\w+)\s*{([^}]*)}/g);
  const layout = structLayout(
    new Map(Array.from(structs, ([, name = '', body = '']) => [name, body])),
    'Params',
  );
  layouts.set(shader, layout);
  return layout;
}

function structLayout(structs: ReadonlyMap<string, string>, name: string): StructLayout {
  let end = 0;
  let alignment = 4;
  const fields = new Map<string, FieldLayout>();
  for (const [, field = '', type = ''] of (structs.get(name) ?? '').matchAll(
    /(\w+)\s*:\s*(\w+)/g,
  )) {
    const struct = structs.has(type) ? structLayout(structs, type) : null;
    const lanes = Number(/^vec(\d)/.exec(type)?.[1] ?? 1);
    const own = struct?.alignment ?? 4 * lanes;
    const offset = roundUp(end, own);
    fields.set(field, { offset, type, struct });
    end = offset + (struct?.byteLength ?? 4 * lanes);
    alignment = Math.max(alignment, own);
  }
  return { byteLength: roundUp(end, alignment), alignment, fields };
}
