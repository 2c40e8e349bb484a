// Operations on two values. The codes are read from here into the shader table.
const OPERATION_ADD = 0u;
const OPERATION_MUL = 1u;

override OPERATION: u32;

fn combine(a: elem4, b: elem4) -> elem4 {
  if (OPERATION == OPERATION_MUL) {
    return a * b;
  }
  return a + b;
}
