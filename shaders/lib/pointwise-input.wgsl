// How register-blocked pointwise convolutions find their inputs: an output pixel reads the pixel of x with its number.
// Uses the kernel's binding `x` and its `params.x`. The kernel defines load_input for one word.
//#use channel-span
alias Origin = u32;  // index of a pixel's first word
alias Source = u32;
alias InputWord = elem4;
alias WeightMatrix = elem4x4;

fn origin_of(pixel: u32) -> Origin {
  return pixel * params.x.words + params.x.first / 4u;
}

// Behind the last pixel of a matrix or an image the next one starts: what is read there is neither stored nor added.
fn origin_after(origin: Origin) -> Origin {
  return origin + params.x.words;
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  return origin;
}
