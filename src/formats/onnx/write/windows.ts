// Pools, borders and resizes as ONNX nodes.
import { UnsupportedError } from '../../../errors';
import type { Node } from '../../../graph/graph';
import type { Resize2dAttributes } from '../../../ops/move/resize2d';
import { NO_PADS, type Pads, type Window } from '../../../ops/window';
import type { Shape } from '../../../tensor/tensor';
import type { GraphWriter } from './graph-writer';

/** Padding as ONNX orders it: all begins, then all ends. */
export function onnxPads({ top, left, bottom, right }: Pads): number[] {
  return [top, left, bottom, right];
}

export function writeMaxPool2d(writer: GraphWriter, node: Node<'max-pool2d'>): void {
  const [x = ''] = node.inputs;
  const [y = ''] = node.outputs;
  const { kernel, strides } = node.attributes;
  const pads = onnxPads(reachedPads(node.attributes, writer.shapeOf(x), writer.shapeOf(y)));
  const attributes = { kernel_shape: kernel, strides, pads };
  writer.main(node, 'MaxPool', [writer.use(x)], writer.result(y), attributes);
}

export function writeAveragePool2d(writer: GraphWriter, node: Node<'average-pool2d'>): void {
  const [x = ''] = node.inputs;
  const [y = ''] = node.outputs;
  const { kernel, strides, ceilMode, countPadding } = node.attributes;
  const reached = reachedPads(node.attributes, writer.shapeOf(x), writer.shapeOf(y));
  // Padding counts, but not what a window that was rounded up has behind it: so padding becomes a border of zeros.
  const border = countPadding && ceilMode ? least(node.attributes.pads, reached) : NO_PADS;
  const input = hasPads(border)
    ? writer.step(`${node.name}/border`, 'Pad', padInputs(writer, node.name, x, border))
    : writer.use(x);
  writer.main(node, 'AveragePool', [input], writer.result(y), {
    kernel_shape: kernel,
    strides,
    pads: onnxPads(reached).map((pad, side) => pad - (onnxPads(border)[side] ?? 0)),
    count_include_pad: countPadding && !ceilMode ? 1 : 0,
  });
}

/**
 * The padding that windows reach. Runtimes disagree about sizes that are rounded up, so ends are padded as far as the
 * last window goes, and nothing is left to round.
 */
function reachedPads(a: Window & { ceilMode: boolean }, x: Shape, y: Shape): Pads {
  if (!a.ceilMode) return a.pads;
  const end = (axis: 0 | 1, before: number) => {
    const last = ((y[axis + 1] ?? 1) - 1) * a.strides[axis] + a.kernel[axis];
    return Math.max(last - before - (x[axis + 1] ?? 0), 0);
  };
  return { ...a.pads, bottom: end(0, a.pads.top), right: end(1, a.pads.left) };
}

function least(a: Pads, b: Pads): Pads {
  return { ...a, bottom: Math.min(a.bottom, b.bottom), right: Math.min(a.right, b.right) };
}

function hasPads(pads: Pads): boolean {
  return onnxPads(pads).some((pad) => pad > 0);
}

export function writePad2d(writer: GraphWriter, node: Node<'pad2d'>): void {
  const { pads, value, mode = 'constant' } = node.attributes;
  const inputs = padInputs(writer, node.name, node.inputs[0] ?? '', pads);
  const border = mode === 'constant' ? [writer.scalar(`${node.name}/value`, value)] : [];
  const result = writer.result(node.outputs[0] ?? '');
  writer.main(node, 'Pad', [...inputs, ...border], result, { mode });
}

function padInputs(writer: GraphWriter, name: string, x: string, pads: Pads): string[] {
  const { top, left, bottom, right } = pads;
  return [writer.use(x), writer.int64s(`${name}/pads`, [0, 0, top, left, 0, 0, bottom, right])];
}

/** [n, c, h, w] → [n, c, 1, 1] → [n, c]. */
export function writeGlobalPool(
  writer: GraphWriter,
  node: Node<'global-average-pool' | 'global-max-pool'>,
): void {
  const opType = node.op === 'global-max-pool' ? 'GlobalMaxPool' : 'GlobalAveragePool';
  const pooled = writer.fresh(`${node.name}/pooled`);
  writer.main(node, opType, [writer.use(node.inputs[0] ?? '')], pooled);
  writer.emit(`${node.name}/flatten`, 'Flatten', [pooled], writer.result(node.outputs[0] ?? ''));
}

export function writeLocalResponseNorm(
  writer: GraphWriter,
  node: Node<'local-response-norm'>,
): void {
  const { size, alpha, beta, bias } = node.attributes;
  const result = writer.result(node.outputs[0] ?? '');
  writer.main(node, 'LRN', [writer.use(node.inputs[0] ?? '')], result, {
    size,
    alpha: { f: alpha },
    beta: { f: beta },
    bias: { f: bias },
  });
}

/** @throws UnsupportedError for a size and scales of which neither follows from the other, as ONNX wants it. */
export function writeResize2d(writer: GraphWriter, node: Node<'resize2d'>): void {
  const { mode, coordinates, rounding } = node.attributes;
  const [x = ''] = node.inputs;
  const target = resizeTarget(writer, node, writer.shapeOf(x));
  const inputs = [writer.use(x), '', ...target];
  writer.main(node, 'Resize', inputs, writer.result(node.outputs[0] ?? ''), {
    mode,
    coordinate_transformation_mode: coordinates.replaceAll('-', '_'),
    nearest_mode: rounding.replaceAll('-', '_'),
  });
}

/** The inputs `scales` and `sizes`, of which ONNX takes one and computes the other. */
function resizeTarget(writer: GraphWriter, node: Node<'resize2d'>, shape: Shape): string[] {
  const [n = 0, , , c = 0] = shape;
  const { size, scales, coordinates } = node.attributes;
  if (coordinates === 'align-corners' || scalesFollow(node.attributes, shape)) {
    return ['', writer.int64s(`${node.name}/sizes`, [n, c, ...size])];
  }
  const sizesFollow = size.every(
    (pixels, axis) =>
      Math.floor((shape[axis + 1] ?? 0) * Math.fround(scales[axis] ?? 0)) === pixels,
  );
  if (!sizesFollow) {
    throw new UnsupportedError(
      `"${node.name}" resizes ${shape.slice(1, 3)} to ${size} in steps for the scales ${scales}, which ONNX cannot say.`,
    );
  }
  return [writer.vector(`${node.name}/scales`, Float32Array.of(1, 1, ...scales))];
}

function scalesFollow({ size, scales }: Resize2dAttributes, shape: Shape): boolean {
  return size.every(
    (pixels, axis) =>
      Math.fround(pixels / (shape[axis + 1] ?? 1)) === Math.fround(scales[axis] ?? 0),
  );
}
