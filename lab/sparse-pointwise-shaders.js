// The shaders of the sparse-pointwise experiment. Strings are enough here: nothing of this is part of the library.
import { readFileSync } from 'node:fs';

/** @typedef {import('./compare-ways.js').Way} Way */

const tile = ['pixels-8', 'words-4']
  .map((name) => readFileSync(new URL(`../shaders/lib/${name}.wgsl`, import.meta.url), 'utf8'))
  .join('');

const PRELUDE = `
alias elem4 = vec4<f32>;
alias elem4x4 = mat4x4<f32>;
override P: u32; override C: u32; override K: u32; // pixels, words of x, words of y
`;

/** Seeded weights [k][c], most of them zero. @param {number} c @param {number} k @param {number} density */
export function sparseWeights(c, k, density) {
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: k }, () =>
    Array.from({ length: c }, () => (random() * 100 < density ? random() - 0.5 : 0)),
  );
}

/**
 * The library's register tile, 8 pixels × 16 channels.
 * @param {number} pixels @param {number} c @param {number} k @param {number[][]} weights
 * @returns {Way}
 */
export function dense(pixels, c, k, weights) {
  /** @type {number[]} */
  const packed = [];
  for (let n = 0; n < k / 4; n++) {
    for (let word = 0; word < c / 4; word++) {
      for (let lane = 0; lane < 16; lane++) {
        packed.push(weights[4 * n + (lane % 4)]?.[4 * word + (lane >> 2)] ?? 0);
      }
    }
  }
  const code = `${PRELUDE}
@group(0) @binding(0) var<storage, read> x: array<elem4>;
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;
${tile}
alias InputWord = elem4; alias WeightMatrix = elem4x4; alias Origin = u32; alias Source = u32;
fn origin_of(pixel: u32) -> u32 { return pixel * C; }
fn origin_after(origin: u32) -> u32 { return origin + C; }
fn source_of(origin: u32, tap: vec2u) -> u32 { return origin; }
fn load_input(at: u32, word: u32) -> elem4 { return x[at + word]; }
fn load_weights(n: u32, k: u32) -> elem4x4 { return weights[n * C + k]; }
fn start_word(n: u32) -> elem4 { return elem4(); }
fn store_output(pixel: u32, n: u32, value: elem4) { if (n < K) { y[pixel * K + n] = value; } }
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N;
  if (pixel >= P || n >= K) { return; }
  let at = tile_sources(tile_origins(pixel), vec2u(0));
  var sums = tile_start(n);
  for (var word = 0u; word < C; word++) { tile_accumulate(&sums, at, n, word, word); }
  tile_store(sums, pixel, n, P);
}`;
  return way(pixels, c, k, bits(packed), code, [Math.ceil(pixels / 8 / 16), Math.ceil(k / 16), 1]);
}

/**
 * Per word of y the columns that are not all zero: first entries of the lists, then channel and four weights each.
 * @param {number} pixels @param {number} c @param {number} k @param {number[][]} weights
 * @returns {Way}
 */
export function columns(pixels, c, k, weights) {
  const lists = Array.from({ length: k / 4 }, (_, n) =>
    Array.from({ length: c }, (_, channel) => ({
      channel,
      column: [0, 1, 2, 3].map((lane) => weights[4 * n + lane]?.[channel] ?? 0),
    })).filter(({ column }) => column.some((weight) => weight !== 0)),
  );
  const starts = startsOf(lists);
  const words = [
    ...starts,
    ...lists.flat().flatMap(({ channel, column }) => [channel, ...bits(column)]),
  ];
  const sums = eight((i) => `var s${i} = elem4();`);
  const code = `${PRELUDE}
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> list: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * 8u;
  let n = id.y;
  if (pixel >= P) { return; }
  ${sums}
  let first = pixel * C * 4u;
  for (var i = list[n]; i < list[n + 1u]; i++) {
    let at = K + 1u + 5u * i;
    let w = bitcast<elem4>(vec4u(list[at + 1u], list[at + 2u], list[at + 3u], list[at + 4u]));
    let source = first + list[at];
    ${eight((i) => `s${i} += w * x[source + ${i}u * C * 4u];`)}
  }
  ${eight((i) => `if (pixel + ${i}u < P) { y[(pixel + ${i}u) * K + n] = s${i}; }`)}
}`;
  return way(pixels, c, k, words, code, [Math.ceil(pixels / 8 / 16), k / 4, 1]);
}

/**
 * Per output channel its weights: first entries of the lists, then channel and weight each.
 * @param {number} pixels @param {number} c @param {number} k @param {number[][]} weights
 * @returns {Way}
 */
export function scalars(pixels, c, k, weights) {
  const lists = weights.map((row) =>
    row.flatMap((weight, channel) => (weight === 0 ? [] : [{ channel, weight }])),
  );
  const words = [
    ...startsOf(lists),
    ...lists.flat().flatMap(({ channel, weight }) => [channel, ...bits([weight])]),
  ];
  const groups = pixels / 4;
  const code = `${PRELUDE}
@group(0) @binding(0) var<storage, read> x: array<elem4>; // [channel, pixels / 4]
@group(0) @binding(1) var<storage, read> list: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3u) {
  let group = id.x * 4u;
  let n = id.y;
  if (group >= P / 4u) { return; }
  ${four((i) => `var s${i} = elem4();`)}
  ${four((i) => `let g${i} = min(group + ${i}u, P / 4u - 1u);`)}
  for (var i = list[n]; i < list[n + 1u]; i++) {
    let at = 4u * K + 1u + 2u * i;
    let w = bitcast<f32>(list[at + 1u]);
    let source = list[at] * (P / 4u);
    ${four((i) => `s${i} += w * x[source + g${i}];`)}
  }
  ${four((i) => `if (group + ${i}u < P / 4u) { y[n * (P / 4u) + group + ${i}u] = s${i}; }`)}
}`;
  const result = way(pixels, c, k, words, code, [Math.ceil(groups / 4 / 16), k, 1], true);
  const constants = { P: pixels, C: c / 4, K: k / 4 };
  result.buffers.push(pixels * k);
  result.passes.push({ code: TURN, constants, bindings: [2, 3], grid: [pixels, k / 4, 1] });
  return result;
}

/** y as the other ways write it. */
const TURN = `${PRELUDE}
@group(0) @binding(0) var<storage, read> turned: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = 4u * id.y * P + id.x;
  y[id.x * K + id.y] = elem4(turned[at], turned[at + P], turned[at + 2u * P], turned[at + 3u * P]);
}`;

/**
 * @param {number} pixels @param {number} c @param {number} k @param {number[]} list Words of the weights.
 * @param {string} code @param {[number, number, number]} grid @param {boolean} isTurned Whether x is [channel, pixel].
 * @returns {Way}
 */
function way(pixels, c, k, list, code, grid, isTurned = false) {
  const x = Array.from({ length: pixels * c }, (_, i) => {
    const [pixel, channel] = isTurned
      ? [i % pixels, Math.floor(i / pixels)]
      : [Math.floor(i / c), i % c];
    return Math.sin(pixel * 1.1 + channel * 2.3);
  });
  const constants = { P: pixels, C: c / 4, K: k / 4 };
  return {
    buffers: [bits(x), list, pixels * k],
    passes: [{ code, constants, bindings: [0, 1, 2], grid }],
  };
}

/** Where each list begins, and where the last one ends. @param {unknown[][]} lists */
function startsOf(lists) {
  const starts = [0];
  for (const list of lists) starts.push((starts.at(-1) ?? 0) + list.length);
  return starts;
}

/** Floats as words. @param {number[]} floats */
function bits(floats) {
  return [...new Uint32Array(Float32Array.from(floats).buffer)];
}

/** @param {(i: number) => string} line */
function four(line) {
  return [0, 1, 2, 3].map(line).join('\n  ');
}

/** @param {(i: number) => string} line */
function eight(line) {
  return [0, 1, 2, 3, 4, 5, 6, 7].map(line).join('\n  ');
}
