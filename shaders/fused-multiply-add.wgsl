// The adapter's peak arithmetic: fused multiply-adds of vectors in registers, and nothing else but the loop. Dispatched by
// src/tune/peaks.ts.
//   v ← v · factor + addend, 16 times a round, for each v of eight chains that do not wait for one another; y[i] = Σ v
// One invocation computes its own eight chains: 128 multiply-adds of four lanes a round, 1024 FLOP. Grid: (invocations / WG).
override WG: u32;

struct Params {
  factor: f32,
  addend: f32,
  rounds: u32,
}

@group(0) @binding(0) var<storage, read_write> y: array<vec4f>;  // [invocations]
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn fused_multiply_add(@builtin(global_invocation_id) id: vec3u) {
  let factor = vec4f(params.factor);
  let addend = vec4f(params.addend);
  // Lanes that differ: of equal ones a compiler would compute one, and the peak would be four times too high.
  var a = vec4f(f32(id.x)) * vec4f(1.5, 2.5, 3.5, 4.5);
  var b = a + 1.25;
  var c = a + 2.25;
  var d = a + 3.25;
  var e = a + 4.25;
  var g = a + 5.25;
  var h = a + 6.25;
  var k = a + 7.25;
  for (var round = 0u; round < params.rounds; round++) {
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
    a = fma(a, factor, addend); b = fma(b, factor, addend);
    c = fma(c, factor, addend); d = fma(d, factor, addend);
    e = fma(e, factor, addend); g = fma(g, factor, addend);
    h = fma(h, factor, addend); k = fma(k, factor, addend);
  }
  // Without a result that depends on all chains, a compiler would drop them.
  y[id.x] = a + b + c + d + e + g + h + k;
}
