// Where the windows of a register tile's output pixels start in x.
// Uses the kernel's `params.in_hw`, `params.out_hw` and `params.pad`.
//#use conv-window
struct Origin { row: i32, column: i32, rows_before: u32 }  // of the window's first tap; rows of the images before

fn origin_of(pixel: u32) -> Origin {
  let line = pixel / params.out_hw.y;
  let image = line / params.out_hw.x;
  return Origin(
    window_start(line - image * params.out_hw.x, S_H, params.pad.x),
    window_start(pixel - line * params.out_hw.y, S_W, params.pad.y),
    image * params.in_hw.x
  );
}

// Behind the last pixel of the last image the next image would start: what is read there is not stored.
fn origin_after(o: Origin) -> Origin {
  let column = o.column + i32(S_W);
  let is_line_end = column == window_start(params.out_hw.y, S_W, params.pad.y);
  let row = o.row + select(0, i32(S_H), is_line_end);
  let is_image_end = row == window_start(params.out_hw.x, S_H, params.pad.x);
  return Origin(
    select(row, -params.pad.x, is_image_end),
    select(column, -params.pad.y, is_line_end),
    o.rows_before + select(0u, params.in_hw.x, is_image_end)
  );
}
