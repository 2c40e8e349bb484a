// Sums that a row of WG_X invocations shares, PARTS words each: every invocation leaves its parts in workgroup memory, and
// after one barrier adds up those of some of the words. With WG_X = 1 nothing is shared and nobody waits.
// The kernel defines PARTS. WG_Y rows at once.
//#const WG_X WG_Y

var<workgroup> parts: array<elem4, WG_X * WG_Y * PARTS>;

// Where part `part` of an invocation lies.
fn part_index(x: u32, row: u32, part: u32) -> u32 {
  return (row * WG_X + x) * PARTS + part;
}

// Waits for the others of the workgroup, so all its invocations take part.
fn share_parts() {
  if (WG_X > 1u) {
    workgroupBarrier();
  }
}

// The sum of a part over all invocations of a row.
fn summed_part(row: u32, part: u32) -> elem4 {
  var sum = parts[part_index(0u, row, part)];
  for (var x = 1u; x < WG_X; x++) {
    sum += parts[part_index(x, row, part)];
  }
  return sum;
}
