// Sums that a row of invocations shares: WG_X invocations hold a part each, and add them pairwise. WG_Y sums at once.
// WG_X is a power of two; with 1 nothing is shared and nobody waits.
override WG_X: u32;
override WG_Y: u32;

var<workgroup> parts: array<elem4, WG_X * WG_Y>;

// The sum of the parts of the invocation's row, for its first invocation. All invocations take part.
fn shared_sum(part: elem4, x: u32, index: u32) -> elem4 {
  if (WG_X == 1u) {
    return part;
  }
  parts[index] = part;
  for (var half = WG_X / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (x < half) {
      parts[index] += parts[index + half];
    }
  }
  return parts[index];
}
