// WGSL as it is downloaded: which names become short, and that the text still says the same.
import { expect, it } from 'vitest';
import { minifyShader, sharedNames } from './shader-text.js';

const LIBRARY = `
// What shaders share.
const SIDE = 4u;
struct Taps { first: u32 }
fn first(taps: Taps) -> u32 { return taps.first; }
fn side_of(index: u32) -> u32 {
  switch index {
    case SIDE: { return SIDE; }
    default: { return index; }
  }
}
`;

const SHADER = `
override SCALE: u32;
@group(0) @binding(0) var<storage, read_write> y: array<u32>;
@compute @workgroup_size(1)
fn double_all(@builtin(global_invocation_id) id: vec3u) {
  let a0 = side_of(id.x);
  y[id.x] = a0 * SCALE + side_of(SIDE);
}
`;

const NAMES = sharedNames([LIBRARY, SHADER], new Set(['double_all']));

it('gives functions and constants short names, the most frequent first', () => {
  // a0 is taken by a text, and `first` is a field's, too.
  expect([...NAMES]).toEqual([
    ['SIDE', 'a1'],
    ['side_of', 'a2'],
  ]);
});

it('writes the same names into all texts, and leaves what others know', () => {
  expect(minifyShader(LIBRARY, NAMES)).toBe(
    [
      'const a1=4u;',
      'struct Taps{first:u32}',
      'fn first(a:Taps)->u32{return a.first;',
      '}',
      'fn a2(a:u32)->u32{switch a{case a1:{return a1;',
      '}default:{return a;',
      '}}}',
      '',
    ].join('\n'),
  );
  expect(minifyShader(SHADER, NAMES)).toContain(
    'fn double_all(@builtin(global_invocation_id)a:vec3u){let b=a2(a.x);\ny[a.x]=b*SCALE+a2(a1);\n}',
  );
});
