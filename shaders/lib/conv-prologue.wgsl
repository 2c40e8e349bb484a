// What a pointwise convolution does to its inputs before it multiplies them: nothing, or batch normalisation with or
// without a rectifier (DenseNet's order, arXiv:1608.06993, section 3). The codes are read from here into the shader table.
// Uses the kernel's binding `prologue`, scales then shifts [2, x words] in the words of x's span, zero in lanes outside
// it; and its `params.x`. Not for windows that reach over the border: their zeros stay as they are.
//#use channel-span
const PROLOGUE_ABSENT = 0u;
const PROLOGUE_NONE = 1u;
const PROLOGUE_RELU = 2u;

override PROLOGUE: u32;

// An input word as the convolution reads it; `word` counts within the span.
fn apply_prologue(value: elem4, word: u32) -> elem4 {
  if (PROLOGUE == PROLOGUE_ABSENT) {
    return value;
  }
  let normalised = value * prologue[word] + prologue[span_words(params.x) + word];
  if (PROLOGUE == PROLOGUE_RELU) {
    return max(normalised, elem4(0));
  }
  return normalised;
}
