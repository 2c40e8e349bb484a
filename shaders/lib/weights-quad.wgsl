enable subgroups;
diagnostic(off, subgroup_uniformity);
// How register-blocked kernels read weights: four invocations that need the same matrix load a column each, and pass it on.
// Where a load costs as much as many products, as on software adapters, this saves most of them. All invocations of a
// workgroup need the same weights: its y side is 1. Uses the kernel's binding `weights`.
// The diagnostic is off because the loops around the calls depend on Params alone, and only whole subgroups leave.
var<private> quad_lane: u32;

fn weight_matrix(index: u32) -> elem4x4 {
  let column = weights[index][quad_lane];
  return elem4x4(
    quadBroadcast(column, 0u),
    quadBroadcast(column, 1u),
    quadBroadcast(column, 2u),
    quadBroadcast(column, 3u)
  );
}

// Whether an invocation may leave: not while another of its subgroup computes. The first call of a kernel.
fn may_leave(is_outside: bool) -> bool {
  quad_lane = subgroupExclusiveAdd(1u) % 4u;
  return subgroupAll(is_outside);
}
