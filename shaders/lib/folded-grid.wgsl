// Grids of workgroups in one row, which is folded over y where it is longer than an axis may be: foldGrid in
// src/kernels/kernel.ts.

// Number of a workgroup in the row.
fn place_in_row(group: vec3u, grid: vec3u) -> u32 {
  return group.y * grid.x + group.x;
}
