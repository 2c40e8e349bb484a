// ConvTranspose.
import { formatShape } from '../../../tensor/tensor';
import { intOf, intsOf, stringOf } from '../attributes';
import { type Constant, lazyConstant } from '../constant';
import { canonicalOrder, ownOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { permuted } from '../permute';
import type { Converters } from './converter';
import { imageSize } from './windows';

export const TRANSPOSED_CONVOLUTION: Converters = { ConvTranspose: convTranspose };

type Pair = readonly [number, number];

function convTranspose(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const size = imageSize(net, node, x.dims);
  const weights = net.constant(node, 1);
  const bias = net.optionalConstant(node, 2);
  const groups = intOf(node, 'group', 1);
  const [c = 0, filters = 0, kH = 0, kW = 0] = weights.dims;
  const kernel = [kH, kW] as const;
  const declared = intsOf(node, 'kernel_shape') ?? kernel;
  const isSound = weights.dims.length === 4 && declared.every((n, i) => n === kernel[i]);
  if (!isSound || !(groups >= 1) || c % groups !== 0) {
    throw net.misfit(node, `has a kernel [${declared}] and weights ${formatShape(weights.dims)}`);
  }
  const strides = pairOf(net, node, 'strides', 1);
  const dilations = pairOf(net, node, 'dilations', 1);
  const { crop, size: cropped } = extentOf(net, node, size, { kernel, strides, dilations });
  const k = filters * groups;
  const inputs = [
    net.reordered(x, canonicalOrder(4)).value,
    net.addConstant(filtersFirst(weights, groups), ownOrder(4)),
  ];
  if (bias) inputs.push(net.addConstant(bias, ownOrder(bias.dims.length)));
  const attributes = { kernel, strides, dilations, groups, crop, size: cropped };
  const value = net.add('conv-transpose2d', outputOf(node), inputs, {
    ...attributes,
    activation: 'none',
  });
  net.give(node, value, [x.dims[0] ?? 1, k, ...cropped], canonicalOrder(4));
}

/** [c, k / groups, kh, kw] → [k, c / groups, kh, kw]. */
function filtersFirst(weights: Constant, groups: number): Constant {
  const { dims, dataType, firstStrange } = weights;
  const [c = 1, filters = 1, kH = 1, kW = 1] = dims;
  const turned = [groups * filters, c / groups, kH, kW];
  const name = `${weights.name}/filters-first-${groups}`;
  return lazyConstant({ name, dims: turned, dataType, firstStrange }, () =>
    permuted(weights.data, [groups, c / groups, filters, kH, kW], [0, 2, 1, 3, 4]),
  );
}

/** What is cut off in front of each axis, and how much is left. */
function extentOf(
  net: OnnxNet,
  node: OnnxNode,
  input: Pair,
  window: { readonly kernel: Pair; readonly strides: Pair; readonly dilations: Pair },
): { readonly crop: Pair; readonly size: Pair } {
  const extra = pairOf(net, node, 'output_padding', 0);
  const wanted = intsOf(node, 'output_shape')?.slice(-2);
  const auto = stringOf(node, 'auto_pad', 'NOTSET');
  const pads = intsOf(node, 'pads') ?? [0, 0, 0, 0];
  const along = (axis: 0 | 1): readonly [crop: number, size: number] => {
    const reach = (window.kernel[axis] - 1) * window.dilations[axis] + 1;
    const whole = (input[axis] - 1) * window.strides[axis] + reach + extra[axis];
    const isSame = auto.startsWith('SAME');
    if (!wanted && !isSame) {
      const before = auto === 'VALID' ? 0 : (pads[axis] ?? 0);
      return [before, whole - before - (auto === 'VALID' ? 0 : (pads[axis + 2] ?? 0))];
    }
    const size = wanted?.[axis] ?? input[axis] * window.strides[axis];
    const total = Math.max(whole - size, 0);
    const before = auto === 'SAME_UPPER' ? Math.floor(total / 2) : total - Math.floor(total / 2);
    return [before, size];
  };
  const [vertical, horizontal] = [along(0), along(1)];
  const crop = [vertical[0], horizontal[0]] as const;
  if (crop.some((pixels) => pixels < 0)) throw net.unsupported(node, `has negative pads [${pads}]`);
  const size = [vertical[1], horizontal[1]] as const;
  if (size.some((pixels) => pixels < 1)) throw net.misfit(node, `leaves nothing: [${size}]`);
  return { crop, size };
}

function pairOf(net: OnnxNet, node: OnnxNode, name: string, least: number): Pair {
  const [first = least, second = least, ...rest] = intsOf(node, name) ?? [];
  if (rest.length > 0 || first < least || second < least) {
    throw net.misfit(node, `has ${name} [${first}, ${second}]`);
  }
  return [first, second];
}
