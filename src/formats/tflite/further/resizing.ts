// Operators that give feature maps another height and width.
import { type ResizeTap, resizeTaps } from '../../../ops/move/resize-taps';
import type { Resize2dAttributes } from '../../../ops/move/resize2d';
import { formatShape } from '../../../tensor/tensor';
import { finishingStages } from '../activations';
import { integersOf } from '../dequantize';
import type { Converters } from '../ops';
import type { TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { FURTHER_OPTIONS as OPTIONS } from './options';

export const RESIZING: Converters = {
  RESIZE_BILINEAR: (net, operator) => resize(net, operator, 'linear'),
  RESIZE_NEAREST_NEIGHBOR: (net, operator) => resize(net, operator, 'nearest'),
};

type Grid = Pick<Resize2dAttributes, 'coordinates' | 'rounding'>;

function resize(net: TfliteNet, operator: TfliteOperator, mode: Resize2dAttributes['mode']): void {
  const kind = mode === 'linear' ? OPTIONS.resizeBilinear : OPTIONS.resizeNearest;
  const options = optionsOf(operator, kind);
  const [alignsCorners, hasHalfPixels] = [
    options.bool('alignCorners'),
    options.bool('halfPixelCenters'),
  ];
  if (alignsCorners && hasHalfPixels) {
    throw net.misfit(operator, 'aligns both corners and the centres of pixels');
  }
  const x = net.shapeOf(operator, 0);
  const [, h = 0, w = 0] = x;
  const [height = 0, width = 0] = integersOf(net.constant(operator, 1));
  if (x.length !== 4 || height < 1 || width < 1) {
    throw net.misfit(operator, `resizes ${formatShape(x)} to ${height}×${width}`);
  }
  const attributes: Resize2dAttributes = {
    size: [height, width],
    scales: [height / h, width / w],
    mode,
    ...gridOf(alignsCorners, hasHalfPixels),
  };
  if (mode === 'nearest') {
    for (const [axis, size] of [h, w].entries()) {
      const own = nearestPixels(size, attributes.size[axis] ?? 0, alignsCorners, hasHalfPixels);
      const ours = resizeTaps(attributes, axis as 0 | 1, size);
      if (!isSame(ours, own)) {
        throw net.unsupported(
          operator,
          `resizes ${h}×${w} to ${height}×${width}, where float32 rounds to other pixels`,
        );
      }
    }
  }
  net.emit(operator, net.value(operator, 0), [
    { suffix: 'resize', add: (name, from) => net.graph.node('resize2d', name, [from], attributes) },
    ...finishingStages(net, operator, 'NONE', mode === 'nearest' ? [net.input(operator, 0)] : []),
  ]);
}

function gridOf(alignsCorners: boolean, hasHalfPixels: boolean): Grid {
  if (alignsCorners) return { coordinates: 'align-corners', rounding: 'round-prefer-ceil' };
  if (hasHalfPixels) return { coordinates: 'half-pixel', rounding: 'round-prefer-ceil' };
  return { coordinates: 'asymmetric', rounding: 'floor' };
}

/** The pixels that TensorFlow Lite takes along an axis, in its own float32 steps. */
function nearestPixels(
  size: number,
  outputSize: number,
  alignsCorners: boolean,
  hasHalfPixels: boolean,
): number[] {
  const isAligned = alignsCorners && outputSize > 1;
  const scale = isAligned
    ? Math.fround((size - 1) / (outputSize - 1))
    : Math.fround(size / outputSize);
  return Array.from({ length: outputSize }, (_, position) => {
    const at = Math.fround((position + (hasHalfPixels ? 0.5 : 0)) * scale);
    const pixel = alignsCorners ? Math.floor(at + 0.5) : Math.floor(at);
    return Math.max(Math.min(pixel, size - 1), 0);
  });
}

function isSame(taps: readonly ResizeTap[], pixels: readonly number[]): boolean {
  return taps.every(({ low }, i) => low === pixels[i]);
}
