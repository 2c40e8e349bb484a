// The shaders of the depthwise-pointwise experiment, put together from the library's own register tiles. Strings are
// enough here: nothing of this is part of the library.
import { readFileSync } from 'node:fs';

/** @typedef {import('./measure-ways.js').Way} Way */

const tile = ['pixels-8', 'words-4']
  .map((name) => readFileSync(new URL(`../../shaders/lib/${name}.wgsl`, import.meta.url), 'utf8'))
  .join('');

const PRELUDE = `
alias elem4 = vec4<f32>;
alias elem4x4 = mat4x4<f32>;
override SIDE: i32; override OUT: i32; override S: i32; override P: i32; override C: u32; override K: u32;
fn relu6(v: elem4) -> elem4 { return clamp(v, elem4(0), elem4(6)); }
`;

/** One depthwise word of one pixel. */
const DEPTHWISE = `
fn depthwise(pixel: u32, word: u32) -> elem4 {
  let p = i32(min(pixel, u32(OUT * OUT) - 1u));
  let first = vec2i(p / OUT, p % OUT) * S - P;
  var sum = elem4(0);
  for (var i = 0; i < 3; i++) {
    for (var j = 0; j < 3; j++) {
      let at = first + vec2i(i, j);
      let inside = all(at >= vec2i(0)) && all(at < vec2i(SIDE));
      sum += select(elem4(0), x[u32(at.x * SIDE + at.y) * C + word], inside) * filters[u32(i * 3 + j) * C + word];
    }
  }
  return relu6(sum);
}
`;

/** The pointwise product of a register tile; the shader says where inputs and weights are. */
const POINTWISE = `
${tile}
alias InputWord = elem4; alias WeightMatrix = elem4x4; alias Origin = u32; alias Source = u32;
fn source_of(origin: Origin, tap: vec2u) -> Source { return origin; }
fn start_word(n: u32) -> elem4 { return elem4(); }
var<private> base: u32;
fn store_output(pixel: u32, n: u32, value: elem4) {
  if (n < K) { y[(pixel + base) * K + n] = relu6(value); }
}
fn multiply(pixel: u32, n: u32) {
  let at = tile_sources(tile_origins(pixel), vec2u(0));
  var sums = tile_start(n);
  for (var word = 0u; word < C; word++) { tile_accumulate(&sums, at, n, word, word); }
  tile_store(sums, pixel, n, u32(OUT * OUT) - base);
}
`;
const WEIGHTS = 'fn load_weights(n: u32, k: u32) -> elem4x4 { return weights[n * C + k]; }';
const MAIN_POINTWISE = `
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x * TILE_M < u32(OUT * OUT) && id.y * TILE_N < K) { multiply(id.x * TILE_M, id.y * TILE_N); }
}`;

/** @param {readonly string[]} names All but the last are read. */
function bindings(names) {
  return names
    .map((declaration, index) => {
      const access = index === names.length - 1 ? 'read_write' : 'read';
      return `@group(0) @binding(${index}) var<storage, ${access}> ${declaration};`;
    })
    .join('\n');
}

const SEPARATE_DEPTHWISE = `${PRELUDE}
${bindings(['x: array<elem4>', 'filters: array<elem4>', 'y: array<elem4>'])}
fn tap(row: i32, inside: bool, column: i32, word: u32) -> elem4 {
  return select(elem4(0), x[u32(row + column) * C + word], inside && column >= 0 && column < SIDE);
}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let word = id.x % C;
  let quad = i32(id.x / C);
  let quads = (OUT + 3) / 4;
  let column = 4 * (quad % quads);
  let row = quad / quads;
  if (row >= OUT) { return; }
  var sums = elem4x4();
  for (var i = 0; i < 3; i++) {
    let at = row * S - P + i;
    let inside = at >= 0 && at < SIDE;
    let first = column * S - P;
    for (var j = 0; j < 3; j++) {
      let w = filters[u32(i * 3 + j) * C + word];
      sums += elem4x4(
        w * tap(at * SIDE, inside, first + j, word), w * tap(at * SIDE, inside, first + j + S, word),
        w * tap(at * SIDE, inside, first + j + 2 * S, word), w * tap(at * SIDE, inside, first + j + 3 * S, word));
    }
  }
  let to = u32(row * OUT + column) * C + word;
  y[to] = relu6(sums[0]);
  if (column + 1 < OUT) { y[to + C] = relu6(sums[1]); }
  if (column + 2 < OUT) { y[to + 2u * C] = relu6(sums[2]); }
  if (column + 3 < OUT) { y[to + 3u * C] = relu6(sums[3]); }
}`;

const SEPARATE_POINTWISE = `${PRELUDE}
${bindings(['x: array<elem4>', 'weights: array<elem4x4>', 'y: array<elem4>'])}
fn origin_of(pixel: u32) -> Origin { return pixel * C; }
fn origin_after(origin: Origin) -> Origin { return origin + C; }
fn load_input(at: Source, word: u32) -> elem4 { return x[at + word]; }
${WEIGHTS}
${POINTWISE}
${MAIN_POINTWISE}`;

const FUSED_BINDINGS = bindings([
  'x: array<elem4>',
  'filters: array<elem4>',
  'weights: array<elem4x4>',
  'y: array<elem4>',
]);

const REGISTERS = `${PRELUDE}
${FUSED_BINDINGS}
${DEPTHWISE}
fn origin_of(pixel: u32) -> Origin { return pixel; }
fn origin_after(origin: Origin) -> Origin { return origin + 1u; }
fn load_input(pixel: Source, word: u32) -> elem4 { return depthwise(pixel, word); }
${WEIGHTS}
${POINTWISE}
${MAIN_POINTWISE}`;

const WORKGROUP = `${PRELUDE}
${FUSED_BINDINGS}
${DEPTHWISE}
var<workgroup> staged: array<elem4, 16u * C>;
fn origin_of(pixel: u32) -> Origin { return pixel * C; }
fn origin_after(origin: Origin) -> Origin { return origin + C; }
fn load_input(at: Source, word: u32) -> elem4 { return staged[at + word]; }
${WEIGHTS}
${POINTWISE}
@compute @workgroup_size(2, 16) fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  base = group.x * 16u;
  for (var i = index; i < 16u * C; i += 32u) { staged[i] = depthwise(base + i / C, i % C); }
  workgroupBarrier();
  for (var n = local.y * TILE_N; n < K; n += 16u * TILE_N) { multiply(local.x * TILE_M, n); }
}`;

/**
 * Depthwise, then pointwise.
 * @param {number} side @param {number} c @param {number} k @param {number} stride
 * @returns {Way}
 */
export function separate(side, c, k, stride) {
  const { constants, pixels, floats } = sizes(side, c, k, stride);
  const { K: _, ...depthwise } = constants;
  const { SIDE: _side, S: _stride, P: _pad, ...pointwise } = constants;
  const quads = Math.ceil(constants.OUT / 4) * constants.OUT;
  return {
    buffers: [floats.x, floats.filters, floats.weights, pixels * c, floats.y],
    passes: [
      {
        code: SEPARATE_DEPTHWISE,
        constants: depthwise,
        bindings: [0, 1, 3],
        grid: [Math.ceil((quads * c) / 4 / 64), 1, 1],
      },
      {
        code: SEPARATE_POINTWISE,
        constants: pointwise,
        bindings: [3, 2, 4],
        grid: [Math.ceil(pixels / 8 / 16), Math.ceil(k / 16), 1],
      },
    ],
  };
}

/**
 * Both in one dispatch: from registers, and through workgroup memory.
 * @param {number} side @param {number} c @param {number} k @param {number} stride
 * @returns {Way[]}
 */
export function fused(side, c, k, stride) {
  const { constants, pixels, floats } = sizes(side, c, k, stride);
  const way = (/** @type {string} */ code, /** @type {[number, number, number]} */ grid) => ({
    buffers: [floats.x, floats.filters, floats.weights, floats.y],
    passes: [{ code, constants, bindings: [0, 1, 2, 3], grid }],
  });
  return [
    way(REGISTERS, [Math.ceil(pixels / 8 / 16), Math.ceil(k / 16), 1]),
    way(WORKGROUP, [Math.ceil(pixels / 16), 1, 1]),
  ];
}

/** @param {number} side @param {number} c @param {number} k @param {number} stride */
function sizes(side, c, k, stride) {
  const out = Math.ceil(side / stride);
  const pixels = out * out;
  return {
    pixels,
    constants: { SIDE: side, OUT: out, S: stride, P: stride === 1 ? 1 : 0, C: c / 4, K: k / 4 },
    floats: { x: side * side * c, filters: 9 * c, weights: (k + 16) * c, y: pixels * k },
  };
}
