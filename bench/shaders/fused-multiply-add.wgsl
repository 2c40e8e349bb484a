// The adapter's peak arithmetic: fused multiply-adds of vectors in registers, six chains that do not wait for one
// another (24 registers of four lanes), and nothing else but the loop. Each round is 96 of them, 768 FLOP.
override WORKGROUP: u32;

struct Params {
  factor: f32,
  addend: f32,
  rounds: u32,
}

@group(0) @binding(0) var<storage, read_write> results: array<vec4<f32>>;
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn fused_multiply_add(@builtin(global_invocation_id) id: vec3<u32>) {
  let f = vec4<f32>(params.factor);
  let s = vec4<f32>(params.addend);
  var a = vec4<f32>(f32(id.x));
  var b = a + s;
  var c = b + s;
  var d = c + s;
  var e = d + s;
  var g = e + s;
  for (var round = 0u; round < params.rounds; round++) {
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
    a = fma(a, f, s); b = fma(b, f, s); c = fma(c, f, s);
    d = fma(d, f, s); e = fma(e, f, s); g = fma(g, f, s);
  }
  // Without a result that depends on all chains, a compiler would drop them.
  results[id.x] = a + b + c + d + e + g;
}
