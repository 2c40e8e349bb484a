// Input transform of Winograd convolutions with strides, whose windows are taken apart into phases: every stride-th tap, and the
// pixels under them. F(3×3, 4×4) of first layers of 7×7 with stride 2. Bᵀ: Lavin & Gray 2015, arXiv:1509.09308, section 4.3.
//   y[ξ, tile, phase · C + c] = (Bᵀ d B)[ξ], d[i,j] = x[n, (oh + i) · S + phase / S − P, (ow + j) · S + phase % S − P, c],
// (oh, ow) the tile's first output pixel, i and j from 0 to 5. Channels are packed by 4; those of several phases share a word,
// so every lane finds a pixel of its own. Pixels outside x read as zero.
// One invocation transforms one word of one patch. Grid: lib/word-grid.wgsl, over tiles.
//#use types-*
//#use word-access
//#use word-grid
//#use winograd-patch
struct Params {
  x: Span,
  y: Span,
  in_hw: vec2u,
  tiles_hw: vec2u,
  pad: vec2i,
  tile: u32,
  stride: u32,
  channels: u32,  // of x
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [36, tiles, y.words]
@group(0) @binding(2) var<uniform> params: Params;

// The first pixel of each lane's patch, which lanes' channel of the buffer is read, and the first pixel of the image.
struct Patch { row: vec4i, column: vec4i, channel: vec4u, image: u32 }

fn patch_of(tile: u32, word: u32) -> Patch {
  let tile_row = tile / params.tiles_hw.y;
  let image = tile_row / params.tiles_hw.x * params.in_hw.x * params.in_hw.y;
  let position = vec2u(tile_row % params.tiles_hw.x, tile % params.tiles_hw.y);
  let first = vec2i(params.tile * params.stride * position) - params.pad;
  let channel = lane_channels(word);
  let phase = channel / params.channels;
  return Patch(
    first.x + vec4i(phase / params.stride),
    first.y + vec4i(phase % params.stride),
    params.x.first + channel % params.channels,
    image
  );
}

// The channel of y in each lane of a word. Lanes beside y's span take its nearest one: what they get is dropped, or padding.
fn lane_channels(word: u32) -> vec4u {
  let channel = 4 * i32(params.y.first / 4u + word) - i32(params.y.first) + vec4i(0, 1, 2, 3);
  let last = i32(params.channels * params.stride * params.stride) - 1;
  return vec4u(clamp(channel, vec4i(0), vec4i(last)));
}

fn load_row(at: Patch, i: i32) -> Line {
  let row = vec4u(at.row + i * i32(params.stride));
  let width = select(vec4u(0), vec4u(params.in_hw.y), row < vec4u(params.in_hw.x));
  let first = at.image + row * params.in_hw.y;
  return Line(
    load_pixel(at, first, 0, width),
    load_pixel(at, first, 1, width),
    load_pixel(at, first, 2, width),
    load_pixel(at, first, 3, width),
    load_pixel(at, first, 4, width),
    load_pixel(at, first, 5, width)
  );
}

// Outside x the first pixel is read and dropped. Negative columns become numbers larger than any width.
fn load_pixel(at: Patch, first: vec4u, j: i32, width: vec4u) -> elem4 {
  let column = vec4u(at.column + j * i32(params.stride));
  let is_inside = column < width;
  let word = select(vec4u(0), first + column, is_inside) * params.x.words + at.channel / 4u;
  let lane = at.channel % 4u;
  let value = elem4(x[word.x][lane.x], x[word.y][lane.y], x[word.z][lane.z], x[word.w][lane.w]);
  return select(elem4(0), value, is_inside);
}

@compute @workgroup_size(WG)
fn winograd_input_strided(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  let tiles = params.y.pixels / 36u;
  if (at.pixel < tiles) {
    transform_patch(patch_of(at.pixel, at.word), tiles, at.pixel, at.word);
  }
}
