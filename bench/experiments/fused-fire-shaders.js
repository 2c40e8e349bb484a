// The shaders of the fused-fire experiment, put together from the library's own register tiles. Strings are enough here:
// nothing of this is part of the library.
import { readFileSync } from 'node:fs';

/** @typedef {import('./compare-ways.js').Way} Way */

const tile = ['pixels-8', 'words-4']
  .map((name) => readFileSync(new URL(`../../shaders/lib/${name}.wgsl`, import.meta.url), 'utf8'))
  .join('');

/** Side of the pixels that a workgroup computes, and of what it needs of the squeeze layer. */
const [BLOCK, HALO] = [8, 10];

/** SIDE is in pixels; C, S and K are words of x, of the squeeze layer, and of each expand layer. */
const PRELUDE = `
alias elem4 = vec4<f32>; alias elem4x4 = mat4x4<f32>;
alias InputWord = elem4; alias WeightMatrix = elem4x4;
override SIDE: u32; override S: u32; override K: u32;
fn relu(v: elem4) -> elem4 { return max(v, elem4(0)); }
fn start_word(n: u32) -> elem4 { return elem4(); }
var<private> row_length: u32;
var<private> skipped: u32;
fn load_weights(n: u32, k: u32) -> elem4x4 { return weights[n * row_length + k - skipped]; }
`;

/** @param {readonly string[]} names All but the last are read. */
function bindings(names) {
  return names
    .map((declaration, index) => {
      const access = index === names.length - 1 ? 'read_write' : 'read';
      return `@group(0) @binding(${index}) var<storage, ${access}> ${declaration};`;
    })
    .join('\n');
}

const LAYER_BINDINGS = bindings(['x: array<elem4>', 'weights: array<elem4x4>', 'y: array<elem4>']);

/** A pointwise layer of S → K words, whose results start at word FIRST of the WIDTH of a pixel of y. */
const POINTWISE = `${PRELUDE}
${LAYER_BINDINGS}
override FIRST: u32; override WIDTH: u32;
alias Origin = u32; alias Source = u32;
fn origin_of(pixel: u32) -> Origin { return pixel * S; }
fn origin_after(origin: Origin) -> Origin { return origin + S; }
fn source_of(origin: Origin, tap: vec2u) -> Source { return origin; }
fn load_input(at: Source, word: u32) -> elem4 { return x[at + word]; }
fn store_output(pixel: u32, n: u32, value: elem4) {
  if (n < K) { y[pixel * WIDTH + FIRST + n] = relu(value); }
}
${tile}
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N;
  if (pixel >= SIDE * SIDE || n >= K) { return; }
  row_length = S;
  let at = tile_sources(tile_origins(pixel), vec2u(0));
  var sums = tile_start(n);
  for (var word = 0u; word < S; word++) { tile_accumulate(&sums, at, n, word, word); }
  tile_store(sums, pixel, n, SIDE * SIDE);
}`;

/** The 3×3 layer of S → K words, behind the K words of the other one; its weights are behind the other's as well. */
const WINDOW = `${PRELUDE}
${LAYER_BINDINGS}
struct Origin { row: i32, column: i32 }
struct Source { at: u32, is_inside: bool }
fn origin_of(pixel: u32) -> Origin { return Origin(i32(pixel / SIDE) - 1, i32(pixel % SIDE) - 1); }
fn origin_after(o: Origin) -> Origin {
  let is_end = o.column + 2 == i32(SIDE);
  return Origin(select(o.row, o.row + 1, is_end), select(o.column + 1, -1, is_end));
}
fn source_of(o: Origin, tap: vec2u) -> Source {
  let at = vec2u(vec2i(o.row, o.column) + vec2i(tap));
  let is_inside = at.x < SIDE && at.y < SIDE;
  return Source(select(0u, at.x * SIDE + at.y, is_inside) * S, is_inside);
}
fn load_input(s: Source, word: u32) -> elem4 { return select(elem4(0), x[s.at + word], s.is_inside); }
fn store_output(pixel: u32, n: u32, value: elem4) {
  if (n < K) { y[pixel * 2u * K + K + n] = relu(value); }
}
${tile}
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N;
  if (pixel >= SIDE * SIDE || n >= K) { return; }
  row_length = 9u * S;
  let origins = tile_origins(pixel);
  var sums = tile_start(n);
  var k = K * S;
  for (var tap = 0u; tap < 9u; tap++) {
    let at = tile_sources(origins, vec2u(tap / 3u, tap % 3u));
    for (var word = 0u; word < S; word++) { tile_accumulate(&sums, at, n, word, k); k++; }
  }
  tile_store(sums, pixel, n, SIDE * SIDE);
}`;

/**
 * A workgroup squeezes the 8×8 pixels of its block and their halo into workgroup memory, 4 pixels × 2 words an invocation,
 * then expands SHARE words of them out of it.
 */
const FUSED = `${PRELUDE}
override C: u32; override SHARE: u32;
const BLOCK = ${BLOCK}u; const HALO = ${HALO}u;
${bindings(['x: array<elem4>', 'squeeze: array<elem4x4>', 'weights: array<elem4x4>', 'y: array<elem4>'])}
var<workgroup> staged: array<elem4, HALO * HALO * S>;
var<private> corner: vec2u;
alias Origin = u32; alias Source = u32;
fn origin_of(pixel: u32) -> Origin { return (pixel / BLOCK * HALO + pixel % BLOCK) * S; }
fn origin_after(origin: Origin) -> Origin { return origin + S; }
fn source_of(origin: Origin, tap: vec2u) -> Source { return origin + (tap.x * HALO + tap.y) * S; }
fn load_input(at: Source, word: u32) -> elem4 { return staged[at + word]; }
fn store_output(pixel: u32, n: u32, value: elem4) {
  let at = corner + vec2u(pixel / BLOCK, pixel % BLOCK);
  if (at.y < SIDE) { y[(at.x * SIDE + at.y) * 2u * K + n] = relu(value); }
}
${tile}
struct Pixel { at: u32, is_inside: bool }
fn pixel_at(halo: u32) -> Pixel {
  let at = corner + vec2u(halo / HALO, halo % HALO) - vec2u(1);
  let is_inside = at.x < SIDE && at.y < SIDE;
  return Pixel(select(0u, at.x * SIDE + at.y, is_inside) * C, is_inside);
}
fn keep(halo: u32, word: u32, is_inside: bool, a: elem4, b: elem4) {
  staged[halo * S + word] = select(elem4(0), relu(a), is_inside);
  staged[halo * S + word + 1u] = select(elem4(0), relu(b), is_inside);
}
fn squeeze_four(halo: u32, word: u32) {
  let p = pixel_at(halo); let q = pixel_at(halo + 1u); let r = pixel_at(halo + 2u); let s = pixel_at(halo + 3u);
  var pa = elem4(); var pb = elem4(); var qa = elem4(); var qb = elem4();
  var ra = elem4(); var rb = elem4(); var sa = elem4(); var sb = elem4();
  for (var c = 0u; c < C; c++) {
    let a = squeeze[word * C + c]; let b = squeeze[(word + 1u) * C + c];
    let xp = x[p.at + c]; let xq = x[q.at + c]; let xr = x[r.at + c]; let xs = x[s.at + c];
    pa += a * xp; pb += b * xp; qa += a * xq; qb += b * xq;
    ra += a * xr; rb += b * xr; sa += a * xs; sb += b * xs;
  }
  keep(halo, word, p.is_inside, pa, pb);
  keep(halo + 1u, word, q.is_inside, qa, qb);
  keep(halo + 2u, word, r.is_inside, ra, rb);
  keep(halo + 3u, word, s.is_inside, sa, sb);
}
fn expand(pixel: u32, n: u32) {
  let is_window = n >= K;
  row_length = select(S, 9u * S, is_window);
  let first = select(4u, 0u, is_window);
  let end = select(5u, 9u, is_window);
  let origins = tile_origins(pixel);
  var sums = tile_start(n);
  skipped = select(0u, 8u * K * S, is_window);
  var k = 0u;
  for (var tap = first; tap < end; tap++) {
    let at = tile_sources(origins, vec2u(tap / 3u, tap % 3u));
    for (var word = 0u; word < S; word++) { tile_accumulate(&sums, at, n, word, k); k++; }
  }
  tile_store(sums, pixel, n, BLOCK * BLOCK);
}
@compute @workgroup_size(8, 4) fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  corner = group.yx * BLOCK;
  let pairs = S / 2u;
  for (var i = index; i < HALO * HALO / 4u * pairs; i += 32u) { squeeze_four(i / pairs * 4u, i % pairs * 2u); }
  workgroupBarrier();
  if (corner.x + local.x >= SIDE) { return; }
  let share = group.z * SHARE;
  for (var n = share + local.y * TILE_N; n < share + SHARE; n += 4u * TILE_N) { expand(local.x * BLOCK, n); }
}`;

/**
 * Squeeze, expand1x1, expand3x3.
 * @param {number} side @param {number} c @param {number} s @param {number} k
 * @returns {Way}
 */
export function separate(side, c, s, k) {
  const pixels = side * side;
  const [C, S, K] = [c / 4, s / 4, k / 4];
  const columns = Math.ceil(pixels / 8 / 16);
  const layer = { SIDE: side, S, K };
  return {
    buffers: [pixels * c, s * c, 10 * s * k, pixels * s, pixels * 2 * k],
    passes: [
      {
        code: POINTWISE,
        constants: { SIDE: side, S: C, K: S, FIRST: 0, WIDTH: S },
        bindings: [0, 1, 3],
        grid: [columns, Math.ceil(S / 4), 1],
      },
      {
        code: POINTWISE,
        constants: { ...layer, FIRST: 0, WIDTH: 2 * K },
        bindings: [3, 2, 4],
        grid: [columns, K / 4, 1],
      },
      { code: WINDOW, constants: layer, bindings: [3, 2, 4], grid: [columns, K / 4, 1] },
    ],
  };
}

/**
 * All three in one dispatch: workgroups that expand all channels of their pixels, and such that expand 64 of them.
 * @param {number} side @param {number} c @param {number} s @param {number} k
 * @returns {Way[]}
 */
export function fused(side, c, s, k) {
  const pixels = side * side;
  const [C, S, K] = [c / 4, s / 4, k / 4];
  const blocks = Math.ceil(side / BLOCK);
  return [2 * K, 16].map((share) => ({
    buffers: [pixels * c, s * c, 10 * s * k, pixels * 2 * k],
    passes: [
      {
        code: FUSED,
        constants: { SIDE: side, C, S, K, SHARE: share },
        bindings: [0, 1, 2, 3],
        grid: [blocks, blocks, (2 * K) / share],
      },
    ],
  }));
}
