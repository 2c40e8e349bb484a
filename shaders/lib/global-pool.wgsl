// The walk of a global pooling kernel over all pixels of an image. WG_X invocations share one word and join their parts
// pairwise; a workgroup computes WG_Y words. Grid: (1, y words / WG_Y, N).
// The kernel defines pool_start(first pixel), join_parts(a, b) and pool_finish(acc), and binds x, y and params.
//#use pairwise-reduction
//#use word-access
alias Part = elem4;

// Sums are added up in blocks, and blocks of these, so that a large sum is not rounded at every pixel.
// The reference's bound is by the same number: src/kernels/pool/global-pool-call.test.ts holds the two together.
const BLOCK: u32 = 256;

fn global_pool(group: vec3u, local: vec3u, index: u32) {
  let words = span_words(params.y);
  // Invocations behind the last word compute it again: all have to reach the barriers.
  let word = min(group.y * WG_Y + local.y, words - 1u);
  let image = group.z;
  let first = image * params.image_pixels;
  let start = pool_start(load_word(first, word));
  var acc = start;
  var pixel = local.x;
  while (pixel < params.image_pixels) {
    var blocks = start;
    let blocks_end = min(pixel + BLOCK * BLOCK * WG_X, params.image_pixels);
    while (pixel < blocks_end) {
      var sum = start;
      let end = min(pixel + BLOCK * WG_X, blocks_end);
      for (; pixel < end; pixel += WG_X) {
        sum = join_parts(sum, load_word(first + pixel, word));
      }
      blocks = join_parts(blocks, sum);
    }
    acc = join_parts(acc, blocks);
  }
  acc = shared_reduction(acc, local.x, index);
  if (local.x == 0u && group.y * WG_Y + local.y < words) {
    store_word(image, word, pool_finish(acc));
  }
}
