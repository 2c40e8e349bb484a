// Params as bytes, and their layouts held against another reading of the same shaders.
import { describe, expect, it } from 'vitest';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { ALL_KERNELS } from './further-kernels.gen';
import { encodeParams, paramsLayout } from './params';
import { constantsOf, linkShader, type ShaderOf } from './shader';
import { conv2dDirect } from './shaders.gen';

const span = (first: number) => ({ pixels: first + 1, words: first + 2, first, end: first + 3 });

function conv2dParams(pad: readonly [number, number]): DataView {
  return new DataView(
    encodeParams(conv2dDirect, {
      x: span(10),
      y: span(20),
      activation: { low: -1, high: 6, scale: 0.5, unused: 0 },
      in_hw: [30, 31],
      out_hw: [32, 33],
      pad,
    }),
  );
}

describe('encodeParams', () => {
  it('has the size of the WGSL struct', () => {
    expect(conv2dParams([0, 0]).byteLength).toBe(72);
  });

  it('writes nested structs and vectors in the order of the shader', () => {
    // struct Params { x: Span, y: Span, activation: Activation, in_hw: vec2u, out_hw: vec2u, pad: vec2i }; a Span is
    // four u32, an Activation four f32.
    const view = conv2dParams([1, 2]);
    const words = Array.from({ length: 18 }, (_, i) => view.getUint32(4 * i, true));
    expect(words.slice(0, 8)).toEqual([11, 12, 10, 13, 21, 22, 20, 23]);
    expect([32, 36, 40].map((offset) => view.getFloat32(offset, true))).toEqual([-1, 6, 0.5]);
    expect(words.slice(12)).toEqual([30, 31, 32, 33, 1, 2]);
  });

  it('writes negative whole numbers', () => {
    const view = conv2dParams([-3, -1]);
    expect([view.getInt32(64, true), view.getInt32(68, true)]).toEqual([-3, -1]);
  });

  it('writes floats beside whole numbers', () => {
    const view = new DataView(
      encodeParams(shaderWith('region: vec4i, scale: f32, first: u32, width: u32'), {
        region: [-5, 6, 7, 8],
        scale: 1.75,
        first: 14,
        width: 227,
      }),
    );
    expect(view.getInt32(0, true)).toBe(-5);
    expect(view.getInt32(12, true)).toBe(8);
    expect(view.getFloat32(16, true)).toBe(1.75);
    expect([view.getUint32(20, true), view.getUint32(24, true)]).toEqual([14, 227]);
  });

  it('writes vectors of floats at their aligned offsets', () => {
    const view = new DataView(
      encodeParams(
        shaderWith('mean: vec4f, scale: vec4f, size: vec2u, rows: i32, first: u32, step: f32'),
        {
          mean: [104, 117, 123, 0],
          scale: [0.5, 1, 2, 0],
          size: [227, 226],
          rows: 256,
          first: 14,
          step: 0.25,
        },
      ),
    );
    expect([0, 4, 8].map((at) => view.getFloat32(at, true))).toEqual([104, 117, 123]);
    expect([16, 20, 24].map((at) => view.getFloat32(at, true))).toEqual([0.5, 1, 2]);
    expect([32, 36].map((at) => view.getUint32(at, true))).toEqual([227, 226]);
    expect(view.getFloat32(48, true)).toBe(0.25);
  });

  it.each([
    ['u32', 7],
    ['i32', -7],
    ['f32', 0.5],
  ])('knows the scalar %s', (type, value) => {
    const view = new DataView(
      encodeParams(shaderWith(`first: vec2u, field: ${type}`), { field: value }),
    );
    const read = { u32: view.getUint32, i32: view.getInt32, f32: view.getFloat32 }[type];
    expect(read?.call(view, 8, true)).toBe(value);
  });

  it('knows vectors', () => {
    const bytes = encodeParams(shaderWith('field: vec4i'), { field: [1, -2, 3, -4] });
    expect([...new Int32Array(bytes)]).toEqual([1, -2, 3, -4]);
  });
});

describe('paramsLayout', () => {
  const choices = { types: 'f32', pixels: '4', words: '1', weights: 'each' };
  const shaders = new Map(ALL_KERNELS.map(({ shader }) => [shader.stem, shader]));

  it.each([...shaders.values()])('is what the parser says: $stem', (shader) => {
    const constants = constantsOf(shader).map((name) => [name, 1]);
    const text = linkShader(shader, choices, Object.fromEntries(constants));
    const parsed = new WgslReflect(text).structs.find(({ name }) => name === 'Params');
    const { byteLength, fields } = paramsLayout(shader);
    const offsets = parsed?.members.map(({ name, offset }) => [name, offset]);
    expect(byteLength).toBe(parsed?.size);
    expect(Array.from(fields, ([name, { offset }]) => [name, offset])).toEqual(offsets);
  });
});

function shaderWith(fields: string): ShaderOf<never, Record<string, number | readonly number[]>> {
  return { stem: 's', families: '', uses: '', code: `struct Params { ${fields} }` };
}
