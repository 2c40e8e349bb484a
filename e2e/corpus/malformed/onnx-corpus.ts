// Malformed ONNX files: graphs that are none, and numbers that cannot be.
import { integers, node, weights } from '../../../src/formats/onnx/onnx-file.fixtures';
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';
import { tensorOf } from '../../../src/formats/onnx/onnx-parts.fixtures';
import { DAMAGED, type MalformedCase, UNSUPPORTED } from './malformed-case';
import { file } from './onnx-files';
import { ONNX_MESSAGES } from './onnx-messages';

/** A convolution with one attribute that cannot be. */
function conv(name: string, ...ints: number[]): () => Uint8Array {
  return () => file([node('Conv', ['x', 'w'], 'y', [{ name, ints }])], [weights('w', 4, 3, 3, 3)]);
}

/** A convolution with one weight that is no number. */
function convWith(weight: number, bias = 0): () => Uint8Array {
  const numbers = Array.from({ length: 12 }, (_, i) => (i === 7 ? weight : 0.5));
  return () =>
    file(
      [node('Conv', ['x', 'w', 'b'], 'y')],
      [
        tensorOf({ name: 'w', dims: [4, 3, 1, 1], numbers }),
        tensorOf({ name: 'b', dims: [4], numbers: [bias, 0, 0, 0] }),
      ],
    );
}

/** A tensor of these dimensions that holds nothing of what they promise. */
const hollow = (name: string, ...dims: number[]) => tensorOf({ name, dims, numbers: [1] });

/** x plus its double, over and over: small files that would compute large constants. */
function doublings(count: number): Uint8Array {
  const nodes = Array.from({ length: count }, (_, i) =>
    node('Concat', [`c${i}`, `c${i}`], `c${i + 1}`, [{ name: 'axis', i: 0 }]),
  );
  return file([...nodes, node('Reshape', ['x', `c${count}`], 'y')], [integers('c0', 1, 2)]);
}

const FILLED = { name: 'value', t: tensorOf({ dims: [1], numbers: [1] }) };

/** A constant of so many elements, from a shape. */
const filled = (shape: string, output: string) =>
  node('ConstantOfShape', [shape], output, [FILLED]);

const HUGE: readonly MalformedCase[] = [
  {
    what: 'an input of 2³¹ pixels',
    bytes: () => file([node('Relu', ['x'], 'y')], [], { inputs: { x: [1, 3, 65536, 32768] } }),
    gives: UNSUPPORTED(/x.*elements/),
  },
  {
    what: 'an input of 2⁴⁰ channels',
    bytes: () => file([node('Relu', ['x'], 'y')], [], { inputs: { x: [1, 2 ** 40, 1, 1] } }),
    gives: UNSUPPORTED(/x.*elements/),
  },
  {
    what: 'an input whose elements overflow every integer',
    bytes: () =>
      file([node('Relu', ['x'], 'y')], [], { inputs: { x: [2 ** 31, 2 ** 31, 2 ** 31, 2 ** 31] } }),
    gives: UNSUPPORTED(/x.*elements/),
  },
  {
    what: 'weights that declare 2⁴⁰ elements and hold one',
    bytes: () => file([node('Conv', ['x', 'w'], 'y')], [hollow('w', 2 ** 20, 2 ** 20, 1, 1)]),
    gives: DAMAGED(/"w" \[1048576, 1048576, 1, 1\] needs 1099511627776 numbers, but holds 1/),
  },
  {
    what: 'weights of negative size',
    bytes: () => file([node('Conv', ['x', 'w'], 'y')], [hollow('w', -4, -3, 1, 1)]),
    gives: DAMAGED(/"w" has the impossible shape \[-4, -3, 1, 1\]/),
  },
  {
    what: 'weights of no elements',
    bytes: () =>
      file([node('Conv', ['x', 'w'], 'y')], [tensorOf({ name: 'w', dims: [0, 3, 1, 1] })]),
    gives: DAMAGED(/"w"|y-node/),
  },
  {
    what: 'padding to 2³⁰ pixels',
    bytes: conv('pads', 2 ** 30, 2 ** 30, 0, 0),
    gives: UNSUPPORTED(/elements/),
  },
  {
    what: 'a resize by 10⁹',
    bytes: () =>
      file(
        [node('Resize', ['x', '', 's'], 'y')],
        [tensorOf({ name: 's', dims: [4], numbers: [1, 1, 1e9, 1e9] })],
      ),
    gives: UNSUPPORTED(/elements/),
  },
  {
    what: 'an expansion to 2⁴⁰ elements',
    bytes: () => file([node('Expand', ['x', 's'], 'y')], [integers('s', 2 ** 37, 3, 9, 8)]),
    gives: UNSUPPORTED(/elements/),
  },
  {
    what: 'a split into 2³⁰ parts',
    bytes: () =>
      file([node('Split', ['x'], 'y', [{ name: 'num_outputs', i: 2 ** 30 }])], [], { opset: 18 }),
    gives: DAMAGED(/splits/),
  },
  {
    what: 'a split into 2⁴⁰ parts',
    bytes: () =>
      file([node('Split', ['x'], 'y', [{ name: 'num_outputs', i: 2 ** 40 }])], [], { opset: 18 }),
    gives: DAMAGED(/splits/),
  },
  {
    what: 'a constant of 2⁴⁰ elements from its shape',
    bytes: () => file([filled('s', 'c'), node('Add', ['x', 'c'], 'y')], [integers('s', 2 ** 40)]),
    gives: UNSUPPORTED(/computes at most/),
  },
  {
    what: 'a range of 10¹² numbers',
    bytes: () =>
      file(
        [node('Range', ['a', 'b', 'd'], 'r'), node('Reshape', ['x', 'r'], 'y')],
        [integers('a', 0), integers('b', 1e12), integers('d', 1)],
      ),
    gives: UNSUPPORTED(/computes at most/),
  },
  {
    what: 'a shape of 2²⁵ numbers, doubled up',
    bytes: () => doublings(24),
    gives: ['LimitError', /memoryLimit allows/],
  },
  {
    what: 'a shape of 2²⁰ numbers, doubled up',
    bytes: () => doublings(19),
    gives: DAMAGED(/has 1048576 numbers in an input/),
  },
  {
    what: 'thirty sums of constants of 2²³ elements',
    bytes: () =>
      file(
        [
          filled('s', 'c0'),
          ...Array.from({ length: 30 }, (_, i) => node('Add', [`c${i}`, `c${i}`], `c${i + 1}`)),
          node('MatMul', ['x', 'c30'], 'y'),
        ],
        [integers('s', 2 ** 10, 2 ** 13)],
        { inputs: { x: [1, 2 ** 10] } },
      ),
    gives: ['LimitError', /memoryLimit allows/],
  },
];

const WINDOWS: readonly MalformedCase[] = [
  { what: 'strides of 0', bytes: conv('strides', 0, 0), gives: DAMAGED(/strides 0,0/) },
  { what: 'negative strides', bytes: conv('strides', -1, -2), gives: DAMAGED(/strides -1,-2/) },
  { what: 'strides of 2⁶²', bytes: conv('strides', 2 ** 62, 1), gives: DAMAGED(/strides/) },
  { what: 'dilations of 0', bytes: conv('dilations', 0, 1), gives: DAMAGED(/dilations 0,1/) },
  { what: 'negative dilations', bytes: conv('dilations', -1, 1), gives: DAMAGED(/dilations -1/) },
  { what: 'negative pads', bytes: conv('pads', -1, 0, 0, 0), gives: UNSUPPORTED(/negative pads/) },
  { what: 'pads for one axis', bytes: conv('pads', 1, 1), gives: DAMAGED(/two axes need four/) },
  { what: 'one stride', bytes: conv('strides', 2), gives: DAMAGED(/strides|window/) },
  {
    what: 'groups of 0',
    bytes: () =>
      file([node('Conv', ['x', 'w'], 'y', [{ name: 'group', i: 0 }])], [weights('w', 4, 3, 1, 1)]),
    gives: DAMAGED(/group/),
  },
  {
    what: 'a pool larger than its padding can be',
    bytes: () =>
      file([
        node('MaxPool', ['x'], 'y', [
          { name: 'kernel_shape', ints: [2, 2] },
          { name: 'pads', ints: [2, 2, 2, 2] },
        ]),
      ]),
    gives: UNSUPPORTED(/./),
  },
  {
    what: 'a pool of 2³¹ pixels',
    bytes: () =>
      file([node('AveragePool', ['x'], 'y', [{ name: 'kernel_shape', ints: [2 ** 31, 2 ** 31] }])]),
    gives: DAMAGED(/window/),
  },
  {
    what: 'slices in steps of 0',
    bytes: () =>
      file(
        [node('Slice', ['x', 'a', 'b', 'i', 's'], 'y')],
        [integers('a', 0), integers('b', 3), integers('i', 1), integers('s', 0)],
      ),
    gives: DAMAGED(/steps of 0/),
  },
  {
    what: 'a permutation that names an axis twice',
    bytes: () => file([node('Transpose', ['x'], 'y', [{ name: 'perm', ints: [0, 1, 1, 3] }])]),
    gives: DAMAGED(/orders the 4 axes/),
  },
  {
    what: 'a concat along axis 2⁵³',
    bytes: () => file([node('Concat', ['x', 'x'], 'y', [{ name: 'axis', i: 2 ** 53 }])]),
    gives: DAMAGED(/names axis/),
  },
];

const GRAPHS: readonly MalformedCase[] = [
  {
    what: 'a node that reads itself',
    bytes: () => file([node('Relu', ['y'], 'y')]),
    gives: DAMAGED(/reads "y" before anything writes it/),
  },
  {
    what: 'a cycle of two nodes',
    bytes: () =>
      file([node('Add', ['x', 'b'], 'a'), node('Relu', ['a'], 'b'), node('Relu', ['b'], 'y')]),
    gives: DAMAGED(/reads "a" before anything writes it/),
  },
  {
    what: 'nodes in the wrong order',
    bytes: () => file([node('Relu', ['a'], 'y'), node('Relu', ['x'], 'a')]),
    gives: 'a model',
  },
  {
    what: 'two nodes that write one value',
    bytes: () => file([node('Relu', ['x'], 'y'), node('Tanh', ['x'], 'y')]),
    gives: DAMAGED(/Two things are named "y"/),
  },
  {
    what: 'two initialisers of one name',
    bytes: () =>
      file([node('Conv', ['x', 'w'], 'y')], [weights('w', 4, 3, 1, 1), weights('w', 4, 3, 1, 1)]),
    gives: DAMAGED(/Two things are named "w"/),
  },
  {
    what: 'an output that nothing writes',
    bytes: () => file([node('Relu', ['x'], 'z')]),
    gives: DAMAGED(/Nothing writes the output "y"/),
  },
  {
    what: 'no outputs',
    bytes: () => file([node('Relu', ['x'], 'y')], [], { outputs: {} }),
    gives: DAMAGED(/no outputs/),
  },
  {
    what: 'no nodes and an output that is the input',
    bytes: () => file([], [], { outputs: { x: null } }),
    gives: 'a model',
  },
  {
    what: 'names that every object has',
    bytes: () =>
      file([node('Relu', ['__proto__'], 'constructor'), node('Tanh', ['constructor'], 'y')], [], {
        inputs: JSON.parse('{"__proto__":[1,3,4,4]}'),
      }),
    gives: 'a model',
  },
  {
    what: 'an op type that every object has',
    bytes: () => file([node('constructor', ['x'], 'y')]),
    gives: UNSUPPORTED(/constructor \(1×/),
  },
  {
    what: 'a name of a million letters',
    bytes: () => file([node('Relu', ['a'.repeat(1_000_000)], 'y')]),
    gives: DAMAGED(/reads "a{10,}/),
  },
  {
    what: 'an op type of a million letters',
    bytes: () => file([node('Z'.repeat(1_000_000), ['x'], 'y')]),
    gives: UNSUPPORTED(/Z{10,}/),
  },
  {
    what: 'five thousand nodes',
    bytes: () =>
      file(
        Array.from({ length: 5000 }, (_, i) =>
          node('Relu', [i === 0 ? 'x' : `v${i}`], i === 4999 ? 'y' : `v${i + 1}`),
        ),
      ),
    gives: UNSUPPORTED(/5000 nodes/),
  },
  {
    what: 'four thousand nodes in a chain',
    bytes: () =>
      file(
        Array.from({ length: 4000 }, (_, i) =>
          node('Tanh', [i === 0 ? 'x' : `v${i}`], i === 3999 ? 'y' : `v${i + 1}`),
        ),
      ),
    gives: 'a model',
  },
  {
    what: 'a concat of a thousand inputs',
    bytes: () =>
      file([
        node(
          'Concat',
          Array.from({ length: 1000 }, () => 'x'),
          'y',
          [{ name: 'axis', i: 1 }],
        ),
      ]),
    gives: 'a model',
  },
  {
    what: 'channels that double sixty times',
    bytes: () =>
      file(
        Array.from({ length: 60 }, (_, i) =>
          node('Concat', i === 0 ? ['x', 'x'] : [`v${i}`, `v${i}`], i === 59 ? 'y' : `v${i + 1}`, [
            { name: 'axis', i: 1 },
          ]),
        ),
      ),
    gives: UNSUPPORTED(/elements/),
  },
];

const NUMBERS: readonly MalformedCase[] = [
  { what: 'a NaN weight', bytes: convWith(Number.NaN), gives: DAMAGED(/"w".*number 7 is NaN/) },
  {
    what: 'an infinite weight',
    bytes: convWith(Number.POSITIVE_INFINITY),
    gives: DAMAGED(/"w".*number 7 is Infinity/),
  },
  { what: 'a NaN bias', bytes: convWith(1, Number.NaN), gives: DAMAGED(/"b".*number 0 is NaN/) },
  {
    what: 'a NaN weight in half precision',
    bytes: () =>
      file(
        [node('Conv', ['x', 'w'], 'y')],
        [
          tensorOf({
            name: 'w',
            dims: [1, 3, 1, 1],
            dataType: ONNX_TYPES.FLOAT16,
            raw: Uint8Array.of(0, 0x3c, 0, 0x7e, 0, 0x3c),
          }),
        ],
      ),
    gives: DAMAGED(/"w".*number 1 is NaN/),
  },
  {
    what: 'a variance below zero',
    bytes: () =>
      file(
        [node('BatchNormalization', ['x', 'g', 'g', 'g', 'v'], 'y')],
        [
          tensorOf({ name: 'g', dims: [3], numbers: [1, 1, 1] }),
          tensorOf({ name: 'v', dims: [3], numbers: [1, -2, 1] }),
        ],
      ),
    gives: DAMAGED(/number/),
  },
  {
    what: 'a NaN slope',
    bytes: () => file([node('LeakyRelu', ['x'], 'y', [{ name: 'alpha', f: Number.NaN }])]),
    gives: DAMAGED(/"alpha".*NaN/),
  },
  ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((scale) => ({
    what: `a quantisation by ${scale}`,
    bytes: () =>
      file(
        [
          node('QuantizeLinear', ['x', 's', 'z'], 'q'),
          node('DequantizeLinear', ['q', 's', 'z'], 'y'),
        ],
        [
          tensorOf({ name: 's', dims: [], numbers: [scale] }),
          tensorOf({ name: 'z', dims: [], dataType: ONNX_TYPES.UINT8, numbers: [0] }),
        ],
      ),
    gives: DAMAGED(/scale/),
  })),
];

export const ONNX_CASES: readonly MalformedCase[] = [
  ...HUGE,
  ...WINDOWS,
  ...GRAPHS,
  ...NUMBERS,
  ...ONNX_MESSAGES,
];
