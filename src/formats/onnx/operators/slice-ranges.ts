// What attributes and constant inputs say about parts of axes: of slices and splits. Shared by the converters and by the
// folding of constants.
import type { Shape } from '../../../tensor/tensor';
import { intOf, intsOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet } from '../onnx-net';
import { attributeOrInput, numbersOf } from './shapes';

/** A regular part of one axis. */
export interface AxisSlice {
  readonly axis: number;
  readonly start: number;
  /** Not zero; negative to walk backwards. */
  readonly step: number;
  readonly size: number;
}

/** Slice: starts and ends may count from the end, and reach beyond it. */
export function sliceRanges(net: OnnxNet, node: OnnxNode, dims: Shape): AxisSlice[] {
  const isOld = net.opset < 10;
  const starts = isOld ? intsOf(node, 'starts') : numbersOf(net, node, 1);
  const ends = isOld ? intsOf(node, 'ends') : numbersOf(net, node, 2);
  const axes = (isOld ? intsOf(node, 'axes') : numbersOf(net, node, 3)) ?? starts?.map((_, i) => i);
  const steps = (isOld ? null : numbersOf(net, node, 4)) ?? starts?.map(() => 1);
  const lengths = [ends, axes, steps].map((list) => list?.length);
  if (!starts || !ends || !axes || !steps || lengths.some((length) => length !== starts.length)) {
    throw net.misfit(node, 'has starts, ends, axes and steps of different numbers');
  }
  const ranges = starts.map((start, i) => {
    const axis = axisOf(net, node, axes[i] ?? -1, dims.length);
    return sliceAxis(
      net,
      node,
      { axis, start, end: ends[i] ?? 0, step: steps[i] ?? 1 },
      dims[axis] ?? 0,
    );
  });
  if (new Set(ranges.map(({ axis }) => axis)).size < ranges.length) {
    throw net.misfit(node, 'slices an axis twice');
  }
  return ranges;
}

function sliceAxis(
  net: OnnxNet,
  node: OnnxNode,
  { axis, start, end, step }: { axis: number; start: number; end: number; step: number },
  length: number,
): AxisSlice {
  if (step === 0) throw net.misfit(node, 'slices in steps of 0');
  const fromFront = (at: number) => (at < 0 ? at + length : at);
  // Walking backwards, the first place is the last one, and the end may lie before the first place.
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (at: number, low: number) => Math.min(Math.max(at, low), most);
  const first = clamp(fromFront(start), Math.max(least, 0));
  const stop = clamp(fromFront(end), least);
  const size = Math.max(Math.ceil((stop - first) / step), 0);
  return { axis, start: first, step, size };
}

/** Split: sizes, or as many equal parts as there are outputs, the last one shorter if need be. */
export function splitSizes(net: OnnxNet, node: OnnxNode, length: number): number[] {
  const given = attributeOrInput(net, node, 'split', 13);
  const count = intOf(node, 'num_outputs', node.outputs.length);
  if (!given && !(count >= 1 && count <= length)) {
    throw net.misfit(node, `splits ${length} into ${count} parts`);
  }
  const each = Math.ceil(length / count);
  const sizes =
    given ??
    Array.from({ length: count }, (_, i) => Math.min(each, Math.max(length - i * each, 0)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== length || sizes.length < node.outputs.length || sizes.some((size) => size < 0)) {
    throw net.misfit(node, `splits ${length} into [${sizes}]`);
  }
  return [...sizes];
}
