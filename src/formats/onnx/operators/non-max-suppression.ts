// NonMaxSuppression: of boxes that overlap, the one of the largest score, class by class. How many are kept depends on the numbers,
// and sizes here do not: there are rows for as many as may be kept, and those that are not needed are −1.
import { MOST_DETECTIONS } from '../../../ops/rank/non-max-suppression';
import { formatShape } from '../../../tensor/tensor';
import { LARGEST_FLOAT } from '../../../util/math';
import { intOf } from '../attributes';
import { ownOrder } from '../layout';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { type Composition, composed } from './composition';
import type { Converters } from './converter';

export const NON_MAX_SUPPRESSION: Converters = {
  NonMaxSuppression: composed((parts, node, net) => {
    const { images, classes, boxes } = sizesOf(parts, net, node);
    const detections = Math.min(numberOf(net, node, 2) ?? 0, boxes);
    if (!(detections >= 1)) throw net.unsupported(node, 'keeps no box');
    if (detections > MOST_DETECTIONS) {
      throw net.unsupported(
        node,
        `keeps ${detections} boxes of a class; Kindling keeps ${MOST_DETECTIONS}`,
      );
    }
    // A class of an image by itself, as if it were an image.
    const lists = images * classes;
    const threshold = numberOf(net, node, 4);
    const value = net.add(
      'non-max-suppression',
      net.graph.freshName(`${outputOf(node)}/kept`),
      [
        held(parts, net, spread(parts, corners(parts, node), images, classes, boxes)),
        held(parts, net, parts.op('Reshape', [parts.input(1), parts.wholes([lists, boxes, 1])])),
      ],
      {
        ...{ detections, byClass: true, perClass: detections, skippedClasses: 0 },
        leastScore: threshold === null ? -LARGEST_FLOAT : above(threshold),
        mostOverlap: numberOf(net, node, 3) ?? 0,
      },
    );
    const dims = [lists, detections, 8];
    const kept = parts.name({ kind: 'computed', value, dims, order: ownOrder(3) });
    const channel = (at: number) =>
      parts.op('Slice', [kept, ...[[at], [at + 1], [2]].map((numbers) => parts.wholes(numbers))]);
    const isKept = channel(6);
    const counted = (number: (list: number) => number) =>
      parts.reals(
        Array.from({ length: lists }, (_, list) => number(list) + 1),
        [lists, 1, 1],
      );
    const columns = [
      counted((list) => Math.floor(list / classes)),
      counted((list) => list % classes),
      parts.op('Add', [channel(7), parts.real(1)]),
    ].map((column) => parts.op('Sub', [parts.op('Mul', [isKept, column]), parts.real(1)]));
    const rows = parts.op('Reshape', [
      parts.op('Concat', columns, { axis: 2 }),
      parts.wholes([lists * detections, 3]),
    ]);
    parts.give('kindling.Whole', [rows], { to: ONNX_TYPES.INT64 });
  }),
};

function sizesOf(parts: Composition, net: OnnxNet, node: OnnxNode) {
  const [boxes, scores] = [0, 1].map((position) => parts.operand(parts.input(position)).dims);
  const [images = 0, count = 0, four] = boxes ?? [];
  const [also, classes = 0, places] = scores ?? [];
  const isSound = boxes?.length === 3 && scores?.length === 3 && four === 4;
  if (!isSound || also !== images || places !== count || images * classes * count === 0) {
    throw net.misfit(
      node,
      `chooses among ${formatShape(boxes ?? [])} by ${formatShape(scores ?? [])}`,
    );
  }
  return { images, classes, boxes: count };
}

/** A constant of one number; null where it is left out. */
function numberOf(net: OnnxNet, node: OnnxNode, position: number): number | null {
  const constant = net.optionalConstant(node, position);
  return constant ? (constant.data[0] ?? null) : null;
}

/** Boxes as top, left, bottom, right: of two corners across, or of centre and size. */
function corners(parts: Composition, node: OnnxNode): string {
  const [first, last] = [0, 2].map((at) =>
    parts.op('Slice', [
      parts.input(0),
      ...[[at], [at + 2], [2]].map((numbers) => parts.wholes(numbers)),
    ]),
  ) as [string, string];
  if (intOf(node, 'center_point_box', 0) === 0) {
    const ends = [parts.op('Min', [first, last]), parts.op('Max', [first, last])];
    return parts.op('Concat', ends, { axis: 2 });
  }
  const half = parts.op('Mul', [last, parts.real(0.5)]);
  const ends = [parts.op('Sub', [first, half]), parts.op('Add', [first, half])];
  return parts.op('Concat', ends, { axis: 2 });
}

/** The boxes of an image for each of its classes. */
function spread(
  parts: Composition,
  x: string,
  images: number,
  classes: number,
  boxes: number,
): string {
  if (classes === 1) return x;
  const one = parts.op('Reshape', [x, parts.wholes([images, 1, boxes * 4])]);
  const each = parts.op('Expand', [one, parts.wholes([images, classes, boxes * 4])]);
  return parts.op('Reshape', [each, parts.wholes([images * classes, boxes, 4])]);
}

/** The value that holds it, axes in their order. */
function held(parts: Composition, net: OnnxNet, name: string): string {
  return net.reordered(net.stored(parts.operand(name)), ownOrder(3)).value;
}

/**
 * The least number above a threshold: scores have to be larger. GPUs take numbers below 2⁻¹²⁶ for zero, so that above zero comes
 * that.
 */
function above(threshold: number): number {
  const number = Math.fround(threshold);
  if (Math.abs(number) < 2 ** -126) return 2 ** -126;
  const bits = new Int32Array(Float32Array.of(number).buffer);
  bits[0] = (bits[0] ?? 0) + (number > 0 ? 1 : -1);
  return new Float32Array(bits.buffer)[0] ?? number;
}
