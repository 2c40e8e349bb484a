// Sound ONNX files that ask for little or for far too much: chains of a few layers each, drawn by a seed, whose sizes go from one to
// what no machine has. What they ask for is not in the file: constants are made of their shapes, and weights are shared.
import { integers, node } from '../../../src/formats/onnx/onnx-file.fixtures';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from '../../../src/formats/onnx/onnx-model';
import { tensorOf } from '../../../src/formats/onnx/onnx-parts.fixtures';
import { seededRandom } from '../../../src/util/random';
import type { MalformedCase } from './malformed-case';
import { file } from './onnx-files';

/** A file while it grows: its nodes, and the value at its end with its channels, height and width. */
interface Growing {
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxTensor[];
  value: string;
  size: readonly [channels: number, height: number, width: number];
}

/** A whole number from 1 to `most`, as often of one size as of another. */
type Draw = (most: number) => number;
type Layer = (growing: Growing, draw: Draw) => void;

const FILLED: OnnxAttribute = { name: 'value', t: tensorOf({ dims: [1], numbers: [0.01] }) };

/** So many files. */
export function appetites(count: number, seed: number): MalformedCase[] {
  return Array.from({ length: count }, (_, index) => ({
    what: `an appetite by seed ${seed + index}`,
    bytes: () => appetite(seed + index),
  }));
}

function appetite(seed: number): Uint8Array {
  const random = seededRandom(seed);
  const draw: Draw = (most) => Math.floor(most ** random());
  const size = [draw(512), draw(2048), draw(2048)] as const;
  const growing: Growing = { nodes: [], initializers: [], value: 'x', size };
  for (let rest = draw(5); rest > 0; rest--) {
    LAYERS[Math.floor(random() * LAYERS.length)]?.(growing, draw);
  }
  add(growing, 'Relu', [], size, []);
  const { nodes, initializers, value } = growing;
  return file(nodes, initializers, { inputs: { x: [1, ...size] }, outputs: { [value]: null } });
}

/** Adds a node that reads the value so far; it gives the new one. */
function add(
  growing: Growing,
  op: string,
  more: readonly string[],
  size: Growing['size'],
  attributes: readonly OnnxAttribute[],
): void {
  const output = `v${growing.nodes.length}`;
  growing.nodes.push(node(op, [growing.value, ...more], output, attributes));
  growing.value = output;
  growing.size = size;
}

/** A constant of one number over and over. */
function filled({ nodes, initializers }: Growing, ...dims: number[]): string {
  const name = `c${nodes.length}`;
  initializers.push(integers(`${name}.shape`, ...dims));
  nodes.push(node('ConstantOfShape', [`${name}.shape`], name, [FILLED]));
  return name;
}

/** Convolutions in a row, of the same weights or of their own, with or without normalisations, in groups or not. */
const convolutions: Layer = (growing, draw) => {
  const [c, h, w] = growing.size;
  const side = 2 * draw(20) - 1;
  const groups = draw(4) === 3 && c % 2 === 0 ? 2 : 1;
  const isShared = draw(4) > 1;
  const pad = (side - 1) / 2;
  const attributes = [
    { name: 'pads', ints: [pad, pad, pad, pad] },
    { name: 'group', i: groups },
  ];
  const normalises = draw(4) > 2;
  const vector = normalises ? filled(growing, c) : '';
  let weights = '';
  for (let rest = draw(200); rest > 0; rest--) {
    if (!isShared || weights === '') weights = filled(growing, c, c / groups, side, side);
    add(growing, 'Conv', [weights], [c, h, w], attributes);
    if (!normalises) continue;
    add(growing, 'BatchNormalization', [vector, vector, vector, vector], [c, h, w], []);
  }
};

/** Many filters, or one. */
const widening: Layer = (growing, draw) => {
  const [c, h, w] = growing.size;
  const k = draw(100_000);
  add(growing, 'Conv', [filled(growing, k, c, 1, 1)], [k, h, w], []);
};

/** Channels that double a few times. */
const doublings: Layer = (growing, draw) => {
  for (let rest = draw(24); rest > 0; rest--) {
    const [c, h, w] = growing.size;
    add(growing, 'Concat', [growing.value], [2 * c, h, w], [{ name: 'axis', i: 1 }]);
  }
};

const pooling: Layer = (growing, draw) => {
  const [c, h, w] = growing.size;
  const side = 2 * draw(2000) - 1;
  const pad = (side - 1) / 2;
  add(
    growing,
    draw(4) > 1 ? 'MaxPool' : 'AveragePool',
    [],
    [c, h, w],
    [
      { name: 'kernel_shape', ints: [side, side] },
      { name: 'pads', ints: [pad, pad, pad, pad] },
    ],
  );
};

const response: Layer = (growing, draw) => {
  add(growing, 'LRN', [], growing.size, [{ name: 'size', i: draw(200_000) }]);
};

const resizing: Layer = (growing, draw) => {
  const [c, h, w] = growing.size;
  const scales = [1, 1, draw(64), draw(64)];
  const name = `s${growing.nodes.length}`;
  growing.initializers.push(tensorOf({ name, dims: [4], numbers: scales }));
  add(growing, 'Resize', ['', name], [c, h * (scales[2] ?? 1), w * (scales[3] ?? 1)], []);
};

const padding: Layer = (growing, draw) => {
  const [c, h, w] = growing.size;
  const [by, across] = [draw(20_000) - 1, draw(20_000) - 1];
  const name = `p${growing.nodes.length}`;
  growing.initializers.push(integers(name, 0, 0, by, across, 0, 0, 0, 0));
  add(growing, 'Pad', [name], [c, h + by, w + across], []);
};

/** A sum with a constant as large as the value. */
const sum: Layer = (growing) => {
  add(growing, 'Add', [filled(growing, 1, ...growing.size)], growing.size, []);
};

/** The same few functions over and over. */
const functions: Layer = (growing, draw) => {
  for (let rest = draw(3000); rest > 0; rest--) add(growing, 'Tanh', [], growing.size, []);
};

const LAYERS: readonly Layer[] = [
  convolutions,
  widening,
  doublings,
  pooling,
  response,
  resizing,
  padding,
  sum,
  functions,
];
