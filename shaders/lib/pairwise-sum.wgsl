// Sums that a row of invocations shares.
//#use pairwise-reduction
alias Part = elem4;

fn join_parts(a: Part, b: Part) -> Part {
  return a + b;
}

// The sum of the parts of the invocation's row, for its first invocation. All invocations take part.
fn shared_sum(part: elem4, x: u32, index: u32) -> elem4 {
  return shared_reduction(part, x, index);
}
