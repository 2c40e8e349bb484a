// A span of channels inside the pixels of an NHWC4 buffer: how a value that lies in a concatenated one is
// addressed. A word is one elem4, channels 4·i … 4·i+3 of a pixel. `end` includes the padding lanes of the
// buffer's last word when the span reaches it, so that padding is always written, and always finite.
struct Span {
  pixels: u32,  // n·h·w
  words: u32,   // of one pixel of the whole buffer
  first: u32,   // channel of the buffer at which the span starts
  end: u32,     // channel of the buffer behind its last one
}

// Whether spans start or end inside a word. Only then are words merged and lanes shifted.
override UNALIGNED: bool;

// How many words of each pixel the span touches.
fn span_words(s: Span) -> u32 {
  return (s.end + 3u) / 4u - s.first / 4u;
}

// Index in the buffer of the span's word `word` of `pixel`.
fn span_index(s: Span, pixel: u32, word: u32) -> u32 {
  return pixel * s.words + s.first / 4u + word;
}

// The new value of a word: `fresh` in the lanes that belong to the span, `old` in its neighbours'.
fn merge_lanes(s: Span, word: u32, old: elem4, fresh: elem4) -> elem4 {
  let channel = (s.first / 4u + word) * 4u + vec4u(0, 1, 2, 3);
  return select(old, fresh, (channel >= vec4u(s.first)) & (channel < vec4u(s.end)));
}

// The source word and the lane in it at which the channels for y's word `word` begin, for a value copied from x to y.
fn shifted_source(x: Span, y: Span, word: u32) -> vec2i {
  let channel = 4 * i32(y.first / 4u + word) - i32(y.first) + i32(x.first);
  return vec2i(channel >> 2u, channel & 3);
}

// Lanes shift … shift+3 of two neighbouring words.
fn shift_lanes(a: elem4, b: elem4, shift: i32) -> elem4 {
  switch shift {
    case 1: { return elem4(a.yzw, b.x); }
    case 2: { return elem4(a.zw, b.xy); }
    case 3: { return elem4(a.w, b.xyz); }
    default: { return a; }
  }
}
