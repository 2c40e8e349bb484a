// Operations on two values. The codes are read from here into the shader table.
const OPERATION_ADD = 0u;
const OPERATION_MUL = 1u;
const OPERATION_SUB = 2u;
const OPERATION_DIV = 3u;
const OPERATION_PRELU = 4u;

override OPERATION: u32;

fn combine(a: elem4, b: elem4) -> elem4 {
  switch (OPERATION) {
    case OPERATION_MUL: { return a * b; }
    case OPERATION_SUB: { return a - b; }
    case OPERATION_DIV: { return a / b; }
    case OPERATION_PRELU: { return select(a, a * b, a < elem4(0)); }
    default: { return a + b; }
  }
}
