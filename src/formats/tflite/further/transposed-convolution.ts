// Transposed convolutions: TensorFlow's, and MediaPipe's with a bias.
import { formatShape } from '../../../tensor/tensor';
import { finishingStages, fusedActivation } from '../activations';
import { integersOf } from '../dequantize';
import type { Converters } from '../ops';
import { SAME_PADDING, VALID_PADDING } from '../schema';
import type { TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { biasOf, channelsFirst, samePadding } from '../windows';
import { FURTHER_OPTIONS as OPTIONS } from './options';

export const TRANSPOSED_CONVOLUTION: Converters = {
  TRANSPOSE_CONV: convertTransposeConv,
  'CUSTOM:Convolution2DTransposeBias': convertTransposeBias,
};

type Pair = readonly [vertical: number, horizontal: number];

/** TensorFlow counts the padding of the convolution that it turns round: from the size of the output. */
function convertTransposeConv(net: TfliteNet, operator: TfliteOperator): void {
  const options = optionsOf(operator, OPTIONS.transposeConv);
  const strides: Pair = [options.int32('strideH'), options.int32('strideW')];
  const [, height = 0, width = 0] = integersOf(net.constant(operator, 0));
  const padding = options.int8('padding');
  if (padding !== SAME_PADDING && padding !== VALID_PADDING) {
    throw net.misfit(operator, `has padding ${padding}, which is none`);
  }
  const fused = fusedActivation(net, operator, options.int8('activation'));
  transpose(net, operator, {
    positions: { x: 2, filter: 1, bias: 3 },
    strides,
    size: [height, width],
    isSame: padding === SAME_PADDING,
    fused,
  });
}

/** Its options are the numbers of TensorFlow Lite's own record: padding (1 for SAME, 2 for VALID), and strides, width first. */
function convertTransposeBias(net: TfliteNet, operator: TfliteOperator): void {
  const bytes = operator.table.bytes('customOptions')?.data ?? new Uint8Array();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) throw net.misfit(operator, `has ${bytes.length} bytes of options`);
  const [padding, strideW, strideH] = [0, 4, 8].map((at) => view.getInt32(at, true));
  const [, h = 0, w = 0] = net.shapeOf(operator, 0);
  const [, kH = 0, kW = 0] = net.constant(operator, 1).shape;
  const strides: Pair = [strideH ?? 0, strideW ?? 0];
  const isSame = padding === 1;
  if (!isSame && padding !== 2) throw net.misfit(operator, `has padding ${padding}, which is none`);
  const grown = (size: number, stride: number, kernel: number) =>
    size * stride + (isSame ? 0 : Math.max(kernel - stride, 0));
  transpose(net, operator, {
    positions: { x: 0, filter: 1, bias: 2 },
    strides,
    size: [grown(h, strides[0], kH), grown(w, strides[1], kW)],
    isSame,
    fused: 'NONE',
  });
}

interface Transposed {
  readonly positions: { readonly x: number; readonly filter: number; readonly bias: number };
  readonly strides: Pair;
  readonly size: Pair;
  readonly isSame: boolean;
  readonly fused: Parameters<typeof finishingStages>[2];
}

/** Filters are [k, k_h, k_w, c]. */
function transpose(
  net: TfliteNet,
  operator: TfliteOperator,
  { positions, strides, size, isSame, fused }: Transposed,
): void {
  const x = net.value(operator, positions.x);
  const shape = net.graph.shapeOf(x);
  const filter = net.constant(operator, positions.filter);
  const [k = 0, kH = 0, kW = 0, c = 0] = filter.shape;
  const isSound = [...strides, ...size, kH, kW].every((n) => n > 0 && n < 65536);
  if (filter.shape.length !== 4 || shape.length !== 4 || shape[3] !== c || !isSound) {
    throw net.misfit(
      operator,
      `applies filters ${formatShape(filter.shape)} to ${formatShape(shape)} in strides of ${strides}`,
    );
  }
  const kernel: Pair = [kH, kW];
  const crop = [0, 1].map((axis) => {
    if (!isSame) return 0;
    const window = { kernel: kernel[axis] ?? 1, stride: strides[axis] ?? 1, dilation: 1 };
    return samePadding(size[axis] ?? 1, window)[0];
  });
  for (const axis of [0, 1] as const) {
    const whole = ((shape[axis + 1] ?? 1) - 1) * strides[axis] + kernel[axis];
    // What lies beyond is zero, and so much of it that the file contradicts itself.
    if (size[axis] > whole + strides[axis]) {
      throw net.misfit(operator, `gives ${size.join('×')} of ${formatShape(shape)}`);
    }
  }
  const weights = net.addConstant(filter, 'oihw', [k, c, kH, kW], (data) =>
    channelsFirst(data, k, kH * kW, c),
  );
  const constants = [weights, ...biasOf(net, operator, positions.bias)];
  const attributes = {
    kernel,
    strides,
    dilations: [1, 1] as const,
    groups: 1,
    crop,
    size,
    activation: 'none' as const,
  };
  net.emit(operator, x, [
    {
      suffix: 'conv',
      add: (name, from) =>
        net.graph.node('conv-transpose2d', name, [from, ...constants], attributes),
    },
    ...finishingStages(net, operator, fused),
  ]);
}
