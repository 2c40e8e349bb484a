// Operations on two values. The codes are read from here into the shader table.
const OPERATION_ADD = 0u;
const OPERATION_MUL = 1u;
const OPERATION_SUB = 2u;
const OPERATION_DIV = 3u;
const OPERATION_PRELU = 4u;
const OPERATION_POW = 5u;

override OPERATION: u32;

// By the exponential of the logarithm, of which negative numbers have none: whole powers of them have a sign instead.
fn power(a: elem4, b: elem4) -> elem4 {
  let magnitude = select(pow(abs(a), b), elem4(1), b == elem4(0));
  let is_whole = floor(b) == b;
  let is_odd = fract(b / 2) != elem4(0);
  let negative = select(pow(a, b), select(magnitude, -magnitude, is_odd), is_whole);
  return select(magnitude, negative, a < elem4(0));
}

fn combine(a: elem4, b: elem4) -> elem4 {
  switch (OPERATION) {
    case OPERATION_MUL: { return a * b; }
    case OPERATION_SUB: { return a - b; }
    case OPERATION_DIV: { return a / b; }
    case OPERATION_PRELU: { return select(a, a * b, a < elem4(0)); }
    case OPERATION_POW: { return power(a, b); }
    default: { return a + b; }
  }
}
