// Ops that only move numbers, as ONNX nodes. Our axes of a feature map and ONNX's are the same, in another order.
import type { Node } from '../../../graph/graph';
import { rowMajorStrides } from '../../../ops/strided';
import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { channelsFirstShape, type GraphWriter, movesNothing } from './graph-writer';

/** Where ONNX has our axes of a feature map; and which of ours its axes are. */
const THEIR_AXES = [0, 2, 3, 1];
const OUR_AXES = [0, 3, 1, 2];

/** For each axis of ONNX's value, which of ours it is. */
function ourAxes(rank: number): number[] {
  return rank === 4 ? OUR_AXES : Array.from({ length: rank }, (_, axis) => axis);
}

export function writeReshape(writer: GraphWriter, node: Node<'reshape'>): void {
  const [x = ''] = node.inputs;
  const [y = ''] = node.outputs;
  const shape = writer.shapeOf(y);
  // Where order does not matter, straight to the form that is likelier to be read.
  const form = movesNothing(shape) ? 'channelsFirst' : 'own';
  const target = form === 'own' ? shape : channelsFirstShape(shape);
  const inputs = [writer.useInOrder(x), writer.int64s(`${node.name}/shape`, target)];
  writer.main(node, 'Reshape', inputs, writer.result(y, form));
}

export function writeCopy(writer: GraphWriter, node: Node<'copy'>): void {
  const [x = ''] = node.inputs;
  writer.main(node, 'Identity', [writer.use(x)], writer.result(node.outputs[0] ?? ''));
}

export function writeConcat(writer: GraphWriter, node: Node<'concat'>): void {
  const [y = ''] = node.outputs;
  const inputs = node.inputs.map((name) => writer.use(name));
  writer.main(node, 'Concat', inputs, writer.result(y), { axis: writer.channelAxis(y) });
}

/** One transpose of ONNX's axes, not two more around ours. */
export function writeTranspose(writer: GraphWriter, node: Node<'transpose'>): void {
  const [x = ''] = node.inputs;
  const [y = ''] = node.outputs;
  const { permutation } = node.attributes;
  const perm = ourAxes(permutation.length).map((axis) => {
    const from = permutation[axis] ?? 0;
    return permutation.length === 4 ? (THEIR_AXES[from] ?? 0) : from;
  });
  writer.main(node, 'Transpose', [writer.use(x)], writer.result(y), { perm });
}

export function writeSlice(writer: GraphWriter, node: Node<'slice'>): void {
  const [x = ''] = node.inputs;
  const { starts, steps, sizes } = node.attributes;
  const shape = writer.shapeOf(x);
  const axes = ourAxes(shape.length);
  const ends = sizes.map((size, axis) => {
    const end = (starts[axis] ?? 0) + (steps[axis] ?? 1) * size;
    // From the back, −1 would be the last element; what lies before all of them is the end of a walk down to the first.
    return end < 0 ? -(shape[axis] ?? 0) - 1 : end;
  });
  const ordered = (name: string, values: readonly number[]) =>
    writer.int64s(
      `${node.name}/${name}`,
      axes.map((axis) => values[axis] ?? 0),
    );
  const inputs = [
    writer.use(x),
    ordered('starts', starts),
    ordered('ends', ends),
    writer.int64s(
      `${node.name}/axes`,
      axes.map((_, axis) => axis),
    ),
    ordered('steps', steps),
  ];
  writer.main(node, 'Slice', inputs, writer.result(node.outputs[0] ?? ''));
}

/** Any regular order is a Gather from all numbers in one row; the indices count them as ONNX's values hold them. */
export function writeAsStrided(writer: GraphWriter, node: Node<'as-strided'>): void {
  const [x = ''] = node.inputs;
  const [y = ''] = node.outputs;
  const all = writer.int64s(`${node.name}/all`, [-1]);
  const row = writer.step(`${node.name}/row`, 'Reshape', [writer.use(x), all]);
  const shape = channelsFirstShape(writer.shapeOf(y));
  const indices = writer.int64s(
    `${node.name}/indices`,
    gatherIndices(node.attributes, writer.shapeOf(x), writer.shapeOf(y)),
    shape,
  );
  writer.main(node, 'Gather', [row, indices], writer.result(y), { axis: 0 });
}

/** For each number of y, in ONNX's order, the place of its number of x, in ONNX's order. */
function gatherIndices(a: Node<'as-strided'>['attributes'], x: Shape, y: Shape): number[] {
  const own = Array.from({ length: product(y) }, (_, i) => {
    let [at, rest] = [a.offset, i];
    for (let axis = a.sizes.length - 1; axis >= 0; axis--) {
      const size = a.sizes[axis] ?? 1;
      at += (rest % size) * (a.strides[axis] ?? 0);
      rest = Math.floor(rest / size);
    }
    return placeIn(x, at);
  });
  const moved = new Array<number>(own.length);
  for (const [i, from] of own.entries()) moved[placeIn(y, i)] = from;
  return moved;
}

/** Where the i-th number of a value lies in ONNX's order. */
function placeIn(shape: Shape, i: number): number {
  if (movesNothing(shape)) return i;
  const ours = rowMajorStrides(shape);
  const theirs = rowMajorStrides(channelsFirstShape(shape));
  return ours.reduce((sum, stride, axis) => {
    const index = Math.floor(i / stride) % (shape[axis] ?? 1);
    return sum + index * (theirs[THEIR_AXES[axis] ?? 0] ?? 0);
  }, 0);
}
