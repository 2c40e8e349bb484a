// What makes one number of two. The codes are read from here into the shader table.
const REDUCTION_SUM = 0u;
const REDUCTION_MIN = 1u;
const REDUCTION_PRODUCT = 2u;

override REDUCTION: u32;

fn join_parts(a: elem4, b: elem4) -> elem4 {
  switch (REDUCTION) {
    case REDUCTION_MIN: { return min(a, b); }
    case REDUCTION_PRODUCT: { return a * b; }
    default: { return a + b; }
  }
}

// What changes nothing; `first` is one of the numbers.
fn pool_start(first: elem4) -> elem4 {
  switch (REDUCTION) {
    case REDUCTION_MIN: { return first; }
    case REDUCTION_PRODUCT: { return elem4(1); }
    default: { return elem4(0); }
  }
}

fn pool_finish(result: elem4) -> elem4 {
  return result;
}
