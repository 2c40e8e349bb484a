// What the reader makes of whole files, and how it refuses what it cannot read.

import { describe, expect, it } from 'vitest';
import { ModelFormatError, UnsupportedError } from '../../errors';
import { type Graph, valueNamed } from '../../graph/graph';
import { opsOf } from '../../graph/graph.fixtures';
import {
  type FileParts,
  integers,
  node,
  onnxFile,
  smallNetwork,
  weights,
} from './onnx-file.fixtures';
import { ONNX_TYPES, type OnnxNode } from './onnx-model';
import { tensorOf } from './onnx-parts.fixtures';
import { readOnnxNow } from './read-now.fixtures';

function read(bytes: Uint8Array, batch = 1): Graph {
  return readOnnxNow(bytes, { name: 'test', batch }).graph;
}

const X = { x: [1, 3, 4, 4] };
const Y = { y: null };

function file(parts: Partial<FileParts>): Uint8Array {
  return onnxFile({ nodes: [node('Relu', ['x'], 'y')], inputs: X, outputs: Y, ...parts });
}

describe('readOnnx', () => {
  it('reads a network, with its shape arithmetic computed away', () => {
    const graph = read(smallNetwork());
    expect(opsOf(graph)).toEqual([
      'conv2d',
      'activation',
      'conv2d',
      'conv2d',
      'concat',
      'add',
      'max-pool2d',
      'transpose',
      'reshape',
      'fully-connected',
      'softmax',
    ]);
    expect(graph).toMatchObject({ axisOrder: 'nchw', inputs: ['x'], outputs: ['prob'] });
    expect(valueNamed(graph, 'x').shape).toEqual([1, 9, 8, 3]);
  });

  it('takes an open first dimension, or the 1 of an image, as the batch', () => {
    expect(valueNamed(read(smallNetwork(), 3), 'prob').shape).toEqual([3, 5]);
    expect(valueNamed(read(file({}), 5), 'y').shape).toEqual([5, 4, 4, 3]);
  });

  it('passes over nodes that no output needs, whatever they are', () => {
    const nodes = [node('NonMaxSuppression', ['x'], 'boxes'), node('Relu', ['x'], 'y')];
    expect(opsOf(read(file({ nodes })))).toEqual(['activation']);
  });

  it('reads nodes in any order, and outputs whose sizes the file has wrong', () => {
    const nodes = [node('Relu', ['a'], 'y'), node('Tanh', ['x'], 'a')];
    const graph = read(file({ nodes, outputs: { y: [1, 3, 4, 5] } }));
    expect(graph.nodes.map(({ name }) => name)).toEqual(['a', 'y']);
    expect(valueNamed(graph, 'y').shape).toEqual([1, 4, 4, 3]);
  });

  it('takes open sizes from the caller, and refuses those that contradict the file', () => {
    const open = file({ inputs: { x: ['n', 3, 'h', -1] } });
    const sized = (inputs: Record<string, number[]>) =>
      readOnnxNow(open, { name: 'test', batch: 1, inputs }).graph;
    expect(valueNamed(sized({ x: [2, 3, 8, 6] }), 'y').shape).toEqual([2, 8, 6, 3]);
    expect(() => sized({ x: [1, 4, 8, 6] })).toThrow(/cannot be \[1, 4, 8, 6\]/);
    expect(() => sized({ x: [1, 3, 8] })).toThrow(UnsupportedError);
    expect(() => sized({ x: [1, 3, 8, 0] })).toThrow(UnsupportedError);
  });

  it('calls no file damaged for sizes that somebody asked for', () => {
    const halved = node('MaxPool', ['x'], 'half', [
      { name: 'kernel_shape', ints: [2, 2] },
      { name: 'strides', ints: [2, 2] },
    ]);
    const doubled = node('Resize', ['half', '', 'scales'], 'whole', [
      { name: 'mode', s: 'nearest' },
    ]);
    const open = file({
      inputs: { x: [1, 3, 'h', 'w'] },
      nodes: [halved, doubled, node('Concat', ['x', 'whole'], 'y', [{ name: 'axis', i: 1 }])],
      initializers: [tensorOf({ name: 'scales', dims: [4], numbers: [1, 1, 2, 2] })],
    });
    const sized = (side: number) => () =>
      readOnnxNow(open, { name: 'test', batch: 1, inputs: { x: [1, 3, side, side] } });
    expect(sized(8)).not.toThrow();
    expect(sized(7)).toThrow(UnsupportedError);
    expect(sized(7)).toThrow(
      /Concat .* does not fit the sizes that were asked for: .* cannot join/,
    );
    expect(sized(7)).not.toThrow(/damaged/);
  });

  it('copies an output that is an input, a constant or another output', () => {
    const graph = read(
      file({
        nodes: [
          node('Relu', ['x'], 'y'),
          node('Identity', ['x'], 'same'),
          node('Identity', ['y'], 'again'),
        ],
        outputs: { y: null, same: null, again: null, w: null },
        initializers: [weights('w', 2, 3)],
      }),
    );
    expect(graph.outputs).toEqual(['y', 'same', 'again', 'w']);
    expect(opsOf(graph)).toEqual(['activation', 'copy', 'copy', 'copy']);
  });

  it('gives an output its own name where its axes have to move for it', () => {
    const nodes = [
      node('Transpose', ['x'], 'y', [{ name: 'perm', ints: [0, 2, 3, 1] }]),
      node('Relu', ['y'], 'z'),
    ];
    const graph = read(file({ nodes, outputs: { y: [1, 4, 4, 3], z: null } }));
    expect(graph.outputs).toEqual(['y', 'z']);
    // NHWC outside, so that channels last of *its* axes is w: a real transpose.
    expect(valueNamed(graph, 'y').shape).toEqual([1, 4, 3, 4]);
  });
});

describe('refusals', () => {
  it('list every op that is missing, with counts and names, and no other', () => {
    const nodes = [
      node('Scan', ['x'], 'a'),
      node('Relu', ['a'], 'b'),
      node('Scan', ['b'], 'c'),
      { ...node('Attention', ['c'], 'y'), domain: 'com.microsoft' },
    ];
    const reading = () => read(file({ nodes }));
    expect(reading).toThrow(UnsupportedError);
    expect(reading).toThrow(
      '"test" uses 2 ops that Kindling does not have: Scan (2×: "a-node", "c-node"), com.microsoft.Attention (1×: "y-node").',
    );
  });

  it('list every node that asks for too much', () => {
    const pool = (x: string, y: string) =>
      node('AveragePool', [x], y, [
        { name: 'kernel_shape', ints: [2, 2] },
        { name: 'dilations', ints: [2, 2] },
      ]);
    const nodes = [pool('x', 'a'), pool('x', 'b'), node('Add', ['a', 'b'], 'y')];
    expect(() => read(file({ nodes }))).toThrow(
      /AveragePool "a-node" has dilations \[2,2\]; AveragePool "b-node" has dilations/,
    );
  });

  it('do not guess at what is only computed while reading, behind a node that is refused', () => {
    const nodes = [
      node('Scan', ['x'], 'a'),
      node('Shape', ['a'], 'shape'),
      node('ConstantOfShape', ['shape'], 'zeros'),
      node('Add', ['x', 'zeros'], 'y'),
    ];
    expect(() => read(file({ nodes }))).toThrow(/does not have: Scan \(1×: "a-node"\)\.$/);
  });

  it('count the nodes that compute, and no constants', () => {
    const chain = (length: number, opType: string, more: (i: number) => readonly OnnxNode[]) =>
      Array.from({ length }, (_, i) => {
        const inputs = [i === 0 ? 'x' : `v${i - 1}`, ...more(i).flatMap(({ outputs }) => outputs)];
        return [...more(i), node(opType, inputs, i === length - 1 ? 'y' : `v${i}`)];
      }).flat();
    const one = { name: 'value_float', f: 1 };
    const added = chain(2100, 'Add', (i) => [node('Constant', [], `c${i}`, [one])]);
    expect(read(file({ nodes: added })).nodes.length).toBe(2100);
    const long = file({ nodes: chain(4097, 'Relu', () => []) });
    expect(() => read(long)).toThrow('has 4097 nodes; Kindling is made for small networks');
  });

  it.each([
    [
      'an old op set',
      { opset: 6, nodes: [node('Mul', ['x', 'x'], 'y')] },
      /op set 6; Kindling reads .* op sets 7 to 25/,
    ],
    ['a new op set', { opset: 26 }, /op set 26/],
    ['a new IR version', { model: { irVersion: 99 } }, /IR version 99/],
    [
      'op sets of others only',
      { model: { opsets: { other: 1 } } },
      /op sets of others only: other/,
    ],
    ['sizes that are 0', { inputs: { x: [1, 3, 0, 4] } }, /leaves axis 2 .* open; name its sizes/],
    ['an open size', { inputs: { x: [1, 3, 'height', 4] } }, /leaves axis 2 \("height"\) open/],
    ['an open rank', { inputs: { x: null } }, /number of axes open/],
  ] as const)('name %s', (_, parts, message) => {
    expect(() => read(file(parts))).toThrow(UnsupportedError);
    expect(() => read(file(parts))).toThrow(message);
  });

  it('name an input that is not of numbers', () => {
    const small = { name: 'x', elementType: ONNX_TYPES.STRING, dims: [1, 2] };
    const graph = {
      name: '',
      nodes: [node('Relu', ['x'], 'y')],
      initializers: [],
      inputs: [small],
      outputs: [{ ...small, name: 'y' }],
      sparseInitializers: [],
    };
    expect(() => read(file({ model: { graph } }))).toThrow(/input "x" is STRING/);
  });

  it.each<[string, Partial<FileParts>, RegExp]>([
    [
      'a cycle',
      { nodes: [node('Add', ['x', 'b'], 'a'), node('Relu', ['a'], 'b'), node('Relu', ['b'], 'y')] },
      /Relu "b-node" reads "a" before anything writes it/,
    ],
    ['a missing input', { nodes: [node('Relu', ['ghost'], 'y')] }, /reads "ghost" before/],
    ['an input left out', { nodes: [node('Relu', [''], 'y')] }, /has no input 0/],
    ['a missing output', { outputs: { ghost: null } }, /Nothing writes the output "ghost"/],
    ['no outputs', { outputs: {} }, /no outputs/],
    [
      'two values of one name',
      { nodes: [node('Relu', ['x'], 'y'), node('Tanh', ['x'], 'y')] },
      /Two things are named "y"/,
    ],
    [
      'shapes that disagree',
      { nodes: [node('Add', ['x', 'w'], 'y')], initializers: [weights('w', 5)] },
      /cannot combine \[1, 3, 4, 4\] with \[5\]/,
    ],
    [
      'weights that do not fit',
      { nodes: [node('Conv', ['x', 'w'], 'y')], initializers: [weights('w', 2, 4, 1, 1)] },
      /Conv "y-node" does not fit: .* cannot apply weights/,
    ],
    [
      'an initialiser that claims more than it holds',
      {
        nodes: [node('Add', ['x', 'w'], 'y')],
        initializers: [tensorOf({ name: 'w', dims: [2 ** 20, 2 ** 20], numbers: [1] })],
      },
      /needs 1099511627776 numbers, but holds 1/,
    ],
    [
      'an attribute of another type',
      { nodes: [node('LeakyRelu', ['x'], 'y', [{ name: 'alpha', ints: [1] }])] },
      /LeakyRelu "y-node" has an attribute "alpha" of the wrong type/,
    ],
    ['no op set', { model: { opsets: {} } }, /which op set/],
    [
      'a reshape to other counts',
      { nodes: [node('Reshape', ['x', 's'], 'y')], initializers: [integers('s', 7, -1)] },
      /cannot make \[7, -1\]/,
    ],
  ])('say what is damaged: %s', (_, parts, message) => {
    const reading = () => read(file(parts));
    expect(reading).toThrow(ModelFormatError);
    expect(reading).toThrow(message);
  });

  it('refuses to compute what would be large', () => {
    const nodes = [node('ConstantOfShape', ['s'], 'big'), node('Add', ['x', 'big'], 'y')];
    const initializers = [integers('s', 2 ** 20, 2 ** 20)];
    expect(() => read(file({ nodes, initializers }))).toThrow(/computes at most/);
  });
});
