// What a row of invocations reduces together: WG_X invocations hold a part each, and join them pairwise. WG_Y rows at
// once. WG_X is a power of two; with 1 nothing is shared and nobody waits.
// The kernel defines Part, a type of number, and join_parts(a, b), which may take its parts in any order.
//#const WG_X WG_Y

var<workgroup> parts: array<Part, WG_X * WG_Y>;

// All parts of the invocation's row in one, for its first invocation. All invocations take part.
fn shared_reduction(part: Part, x: u32, index: u32) -> Part {
  if (WG_X == 1u) {
    return part;
  }
  parts[index] = part;
  for (var half = WG_X / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (x < half) {
      parts[index] = join_parts(parts[index], parts[index + half]);
    }
  }
  return parts[index];
}
