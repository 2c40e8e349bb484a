// Params as bytes, and shader text put together from libraries.
import { describe, expect, it } from 'vitest';
import { encodeParams, linkShader, type Shader } from './shader';
import { conv2dDirect, imageResizeHorizontal, imageResizeVertical } from './shaders.gen';

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
    expect(conv2dParams([0, 0]).byteLength).toBe(conv2dDirect.params.byteLength);
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
      encodeParams(imageResizeHorizontal, {
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
      encodeParams(imageResizeVertical, {
        mean: [104, 117, 123, 0],
        scale: [0.5, 1, 2, 0],
        size: [227, 226],
        rows: 256,
        first: 14,
        step: 0.25,
      }),
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
    const shader = shaderWith({ byteLength: 16, fields: { field: { offset: 8, type } } });
    const view = new DataView(encodeParams(shader, { field: value }));
    const read = { u32: view.getUint32, i32: view.getInt32, f32: view.getFloat32 }[type];
    expect(read?.call(view, 8, true)).toBe(value);
  });

  it.each(['vec4<i32>', 'vec4i'])('knows the vector %s', (type) => {
    const shader = shaderWith({ byteLength: 16, fields: { field: { offset: 0, type } } });
    const bytes = encodeParams(shader, { field: [1, -2, 3, -4] } as never);
    expect([...new Int32Array(bytes)]).toEqual([1, -2, 3, -4]);
  });
});

const CHOICES = { types: 'f32', pixels: '8', words: '2', weights: 'each' };

describe('linkShader', () => {
  it("puts the chosen libraries before the shader's own code", () => {
    const code = linkShader(conv2dDirect, CHOICES);
    expect(code.endsWith(conv2dDirect.code)).toBe(true);
    const before = code.slice(0, -conv2dDirect.code.length);
    expect(before).toContain('alias elem = f32;');
    expect(before).toContain('const TILE_M = 8u;');
    expect(before).toContain('const TILE_N = 2u;');
  });

  it('puts directives before everything else', () => {
    const code = linkShader(conv2dDirect, { ...CHOICES, weights: 'quad' });
    expect(code).toMatch(/^enable subgroups;\ndiagnostic\(off, subgroup_uniformity\);\n/);
    expect(code.match(/enable/g)).toHaveLength(1);
  });

  it('refuses a library that does not exist, naming shader and library', () => {
    const link = () => linkShader(conv2dDirect, { ...CHOICES, pixels: '3' });
    expect(link).toThrow(RangeError);
    expect(link).toThrow(/conv2d-direct has no library "pixels-3"/);
  });

  it('refuses a family without a choice', () => {
    expect(() => linkShader(conv2dDirect, { types: 'f32' })).toThrow(RangeError);
    expect(() => linkShader(conv2dDirect, { types: 'f32' })).toThrow(/"pixels-undefined"/);
  });
});

function shaderWith(params: Shader['params']): Shader {
  return {
    stem: 's',
    entryPoint: 's',
    families: [],
    uses: [],
    bindings: [],
    overrides: [],
    params,
    code: '',
  };
}
