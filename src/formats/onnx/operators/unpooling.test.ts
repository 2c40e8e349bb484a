// MaxUnpool of the places that a MaxPool gives.
import { expect, it } from 'vitest';
import { ALL_OPS } from '../all-ops';
import { convertModel } from '../convert-model';
import { decodeOnnx } from '../decode-model';
import { type FileParts, integers, node, onnxFile } from '../onnx-file.fixtures';

type Attributes = NonNullable<Parameters<typeof node>[3]>;

const TWO_BY_TWO: Attributes = [
  { name: 'kernel_shape', ints: [2, 2] },
  { name: 'strides', ints: [2, 2] },
];

/** The ops of a pooling of x, a function of what it gives, and an unpooling; or why there are none. */
function opsOf(
  { pool = TWO_BY_TWO, unpool = TWO_BY_TWO }: { pool?: Attributes; unpool?: Attributes },
  { sizes = [], ...parts }: Partial<FileParts> & { readonly sizes?: readonly number[] } = {},
): string[] | string {
  const bytes = onnxFile({
    inputs: { x: [1, 3, 8, 4] },
    outputs: { y: null },
    nodes: [
      { ...node('MaxPool', ['x'], 'p', pool), outputs: ['p', 'places'] },
      node('Relu', ['p'], 'r'),
      node('MaxUnpool', ['r', 'places', ...(sizes.length > 0 ? ['sizes'] : [])], 'y', unpool),
    ],
    initializers: sizes.length > 0 ? [integers('sizes', ...sizes)] : [],
    ...parts,
  });
  try {
    const options = { name: 'test', batch: 1, byteLength: bytes.length };
    const { graph } = convertModel(decodeOnnx(bytes), options, ALL_OPS);
    return graph.nodes.map(({ op }) => op);
  } catch (error) {
    return (error as Error).message;
  }
}

const UNPOOLED = ['max-pool2d', 'activation', 'max-unpool2d'];

it('takes what was pooled in place of the places', () => {
  expect(opsOf({})).toEqual(UNPOOLED);
  expect(opsOf({}, { sizes: [1, 3, 8, 4] })).toEqual(UNPOOLED);
});

it.each([
  ['another output size', {}, { sizes: [1, 3, 9, 4] }, /larger map than was pooled/],
  ['windows that do not fill the map', {}, { inputs: { x: [1, 3, 7, 4] } }, /do not fill the map/],
  [
    'windows that overlap',
    ...[{ pool: TWO_BY_TWO.slice(0, 1), unpool: TWO_BY_TWO.slice(0, 1) }, {}, /windows overlap/],
  ],
  ['other windows', { unpool: TWO_BY_TWO.slice(0, 1) }, {}, /MaxUnpool .* gives indices of maxima/],
  [
    'places that go out',
    ...[{}, { outputs: { y: null, places: null } }, /gives indices of maxima/],
  ],
] as const)('is refused for %s', (_, windows, parts, reason) => {
  expect(opsOf(windows, parts)).toMatch(reason);
});
