// What a layer of whole numbers of steps makes of the sums of word n, in place of lib/layer-result.wgsl: steps of y. Behind
// the biases lie the factors from one step to the other, as many words as there are biases. The bounds of `params.activation`
// are in steps of y. Uses the kernel's binding `bias`.
//#use activation

fn layer_result(n: u32, sums: elem4) -> elem4 {
  let factor = bias[arrayLength(&bias) / 2u + n];
  let low = elem4(elem(params.activation.low));
  let high = elem4(elem(params.activation.high));
  return clamp(round(sums * factor), low, high);
}
