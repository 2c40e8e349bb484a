// Comparisons of two values. The codes are read from here into the shader table.
const COMPARISON_MIN = 0u;
const COMPARISON_MAX = 1u;
const COMPARISON_EQUAL = 2u;
const COMPARISON_LESS = 3u;
const COMPARISON_LESS_OR_EQUAL = 4u;
const COMPARISON_GREATER = 5u;
const COMPARISON_GREATER_OR_EQUAL = 6u;

override COMPARISON: u32;

fn compare(a: elem4, b: elem4) -> elem4 {
  switch (COMPARISON) {
    case COMPARISON_MAX: { return max(a, b); }
    case COMPARISON_EQUAL: { return elem4(a == b); }
    case COMPARISON_LESS: { return elem4(a < b); }
    case COMPARISON_LESS_OR_EQUAL: { return elem4(a <= b); }
    case COMPARISON_GREATER: { return elem4(a > b); }
    case COMPARISON_GREATER_OR_EQUAL: { return elem4(a >= b); }
    default: { return min(a, b); }
  }
}
