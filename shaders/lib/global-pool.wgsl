// The walk of a global pooling kernel over all pixels of an image. WG_X invocations share one word and join their parts
// pairwise; a workgroup computes WG_Y words. Grid: (1, y words / WG_Y, N).
// The kernel defines pool_start(first pixel), join_parts(a, b) and pool_finish(acc), and binds x, y and params.
//#use pairwise-reduction
//#use word-access
alias Part = elem4;

fn global_pool(group: vec3u, local: vec3u, index: u32) {
  let words = span_words(params.y);
  // Invocations behind the last word compute it again: all have to reach the barriers.
  let word = min(group.y * WG_Y + local.y, words - 1u);
  let image = group.z;
  let first = image * params.image_pixels;
  var acc = pool_start(load_word(first, word));
  for (var pixel = local.x; pixel < params.image_pixels; pixel += WG_X) {
    acc = join_parts(acc, load_word(first + pixel, word));
  }
  acc = shared_reduction(acc, local.x, index);
  if (local.x == 0u && group.y * WG_Y + local.y < words) {
    store_word(image, word, pool_finish(acc));
  }
}
