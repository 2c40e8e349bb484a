// How register-blocked kernels read weights: every invocation for itself. Uses the kernel's binding `weights`.
fn weight_matrix(index: u32) -> elem4x4 {
  return weights[index];
}

// Whether an invocation has nothing to compute and may leave.
fn may_leave(is_outside: bool) -> bool {
  return is_outside;
}
