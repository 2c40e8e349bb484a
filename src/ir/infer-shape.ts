// Shape inference: the shapes and dtypes of a node's outputs from those of its inputs.
import { type DType, formatShape, type Shape, sameShape } from '../tensor/tensor';
import { product } from '../util/math';
import { squeezeAttributes } from './fire';
import { expandParts, inputsOf } from './fire-expand';
import type { AnyNode } from './graph';
import {
  matmulShape,
  resizedShape,
  slicedShape,
  stridedShape,
  transposedShape,
} from './infer-movement';
import { winogradInputShape, winogradMultiplyShape, winogradOutputShape } from './infer-winograd';
import { misfit } from './misfit';
import type {
  Conv2dAttributes,
  FireAttributes,
  FireExpandAttributes,
  OpAttributes,
  Pads,
  SeparableConv2dAttributes,
  Window,
} from './ops';
import { separableParts } from './separable';

/** Shape and dtype of one output. */
export interface OutputType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Types of all outputs of a node. @throws GraphError when the inputs do not fit the op. */
export function inferOutputs(node: AnyNode, inputs: readonly Shape[]): OutputType[] {
  const f32 = (shape: Shape): OutputType[] => [{ shape, dtype: 'f32' }];
  const x = inputs[0];
  if (!x) throw misfit(node, 'needs at least one input');
  switch (node.op) {
    case 'conv2d':
      return f32(conv2dShape(node, node.attributes, inputs));
    case 'fully-connected':
      return f32(fullyConnectedShape(node, inputs));
    case 'max-pool2d':
    case 'average-pool2d':
      return f32(poolShape(node, node.attributes, x));
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'prelu':
      return f32(broadcastShape(node, inputs));
    case 'batch-norm':
      return f32(batchNormShape(node, x, inputs.slice(1)));
    case 'matmul':
      return f32(matmulShape(node, inputs));
    case 'transpose':
      return f32(transposedShape(node, node.attributes.permutation, x));
    case 'slice':
      return f32(slicedShape(node, node.attributes, x));
    case 'as-strided':
      return f32(stridedShape(node, node.attributes, x));
    case 'resize2d':
      return f32(resizedShape(node, node.attributes, featureMap(node, x)));
    case 'pad2d':
      return f32(padShape(node, node.attributes, x));
    case 'reshape':
      return f32(reshapedShape(node, node.attributes.shape, x));
    case 'bias-add':
      return f32(biasAddShape(node, inputs));
    case 'concat':
      return f32(concatShape(node, inputs));
    case 'activation':
    case 'copy':
    case 'softmax':
    case 'log-softmax':
      return f32(x);
    case 'local-response-norm':
      return f32(normShape(node, node.attributes.size, x));
    case 'global-average-pool':
    case 'global-max-pool': {
      const [n, , , c] = featureMap(node, x);
      return f32([n, c]);
    }
    case 'fire-expand':
      return f32(fireExpandShape(node, node.attributes, inputs));
    case 'separable-conv2d':
      return f32(separableShape(node, node.attributes, inputs));
    case 'fire':
      return f32(fireShape(node, node.attributes, inputs));
    case 'winograd-input':
      return f32(winogradInputShape(node, node.attributes, featureMap(node, x)));
    case 'winograd-multiply':
      return f32(winogradMultiplyShape(node, node.attributes, inputs));
    case 'winograd-output':
      return f32(winogradOutputShape(node, node.attributes, inputs));
    case 'top-k':
      return topKTypes(node, node.attributes.k, x);
  }
}

/**
 * Output positions of a sliding window along one axis. `ceil` rounds up as Caffe does, and drops a
 * last window that would start in the padding.
 */
export function windowPositions(
  size: number,
  window: { kernel: number; stride: number; dilation: number; before: number; after: number },
  ceil = false,
): number {
  const { kernel, stride, dilation, before, after } = window;
  const span = size + before + after - (dilation * (kernel - 1) + 1);
  if (!ceil) return Math.floor(span / stride) + 1;
  const positions = Math.ceil(span / stride) + 1;
  return (positions - 1) * stride >= size + before ? positions - 1 : positions;
}

function conv2dShape(node: AnyNode, a: Conv2dAttributes, inputs: readonly Shape[]): Shape {
  const [n, h, w, c] = featureMap(node, inputs[0] ?? []);
  const [k = 0, cPerGroup, kH, kW] = inputs[1] ?? [];
  const bias = inputs[2];
  if (kH !== a.kernel[0] || kW !== a.kernel[1]) {
    throw misfit(node, `has kernel ${a.kernel} but weights ${formatShape(inputs[1] ?? [])}`);
  }
  if (!Number.isInteger(a.groups) || cPerGroup !== c / a.groups || k % a.groups !== 0) {
    throw misfit(
      node,
      `with ${a.groups} group(s) cannot apply weights ${formatShape(inputs[1] ?? [])} to ${c} channels`,
    );
  }
  if (bias && (bias.length !== 1 || bias[0] !== k)) {
    throw misfit(node, `needs a bias of ${k}, got ${formatShape(bias)}`);
  }
  if (a.prologue !== undefined) {
    if (!bias) throw misfit(node, 'has a prologue and no bias in front of it');
    batchNormShape(node, inputs[0] ?? [], inputs.slice(3));
  }
  return [n, ...windowedSize(node, a, a.dilations, h, w, false), k];
}

/** The channels of both convolutions, one behind the other. */
function fireExpandShape(
  node: AnyNode,
  attributes: FireExpandAttributes,
  inputs: readonly Shape[],
): Shape {
  if (inputs.length !== 5) throw misfit(node, `needs x, w1, b1, w3 and b3`);
  const shapes = expandParts(attributes).map((part) =>
    conv2dShape(node, part.attributes, inputsOf(part, inputs)),
  );
  return concatShape(node, shapes);
}

/** As a pointwise convolution's of the depthwise one's map. */
function separableShape(
  node: AnyNode,
  attributes: SeparableConv2dAttributes,
  inputs: readonly Shape[],
): Shape {
  const [x = [], wd = [], bd = [], ...point] = inputs;
  if (inputs.length !== 5) throw misfit(node, 'needs x, wd, bd, wp and bp');
  const [, , , c] = featureMap(node, x);
  if (wd[0] !== c) {
    throw misfit(node, `needs a filter for each of ${c} channels, got ${formatShape(wd)}`);
  }
  const { depthwise, pointwise } = separableParts(attributes, c);
  return conv2dShape(node, pointwise, [conv2dShape(node, depthwise, [x, wd, bd]), ...point]);
}

/** The channels of the expand layers, of what the squeeze layer gives. */
function fireShape(node: AnyNode, attributes: FireAttributes, inputs: readonly Shape[]): Shape {
  if (inputs.length !== 7) throw misfit(node, 'needs x, w0, b0, w1, b1, w3 and b3');
  const squeezed = conv2dShape(node, squeezeAttributes(attributes), inputs.slice(0, 3));
  return fireExpandShape(node, attributes, [squeezed, ...inputs.slice(3)]);
}

/** Scale and shift are one number a channel. */
function batchNormShape(node: AnyNode, x: Shape, vectors: readonly Shape[]): Shape {
  const c = x.at(-1);
  if (vectors.length !== 2 || !vectors.every((shape) => shape.length === 1 && shape[0] === c)) {
    throw misfit(node, `needs scale and shift of ${c}, got ${vectors.map(formatShape).join(', ')}`);
  }
  return x;
}

function fullyConnectedShape(node: AnyNode, inputs: readonly Shape[]): Shape {
  const [x = [], w = [], bias] = inputs;
  const [n = 0] = x;
  const [k = 0, columns] = w;
  const features = product(x.slice(1));
  if (w.length !== 2 || columns !== features || x.length < 2) {
    throw misfit(node, `cannot apply weights ${formatShape(w)} to ${formatShape(x)}`);
  }
  if (bias && (bias.length !== 1 || bias[0] !== k)) {
    throw misfit(node, `needs a bias of ${k}, got ${formatShape(bias)}`);
  }
  return [n, k];
}

/** The shape of a; b may lack what it repeats over: the pixels of an image, or everything but channels. */
function broadcastShape(node: AnyNode, inputs: readonly Shape[]): Shape {
  const [a = [], b = []] = inputs;
  const sameChannels = a.at(-1) === b.at(-1);
  const perImage = b.length === 4 && b[0] === a[0] && b[1] === 1 && b[2] === 1;
  const isRepeated = sameChannels && (b.length === 1 || (perImage && a.length === 4));
  if (!sameShape(a, b) && !isRepeated) {
    throw misfit(node, `cannot broadcast ${formatShape(b)} to ${formatShape(a)}`);
  }
  return a;
}

function padShape(node: AnyNode, { pads, mode }: OpAttributes['pad2d'], x: Shape): Shape {
  const [n, h, w, c] = featureMap(node, x);
  checkPads(node, pads);
  const { top, left, bottom, right } = pads;
  if (mode === 'reflect' && (Math.max(top, bottom) >= h || Math.max(left, right) >= w)) {
    throw misfit(node, `mirrors more pixels than the ${h}×${w} input has beside its outermost`);
  }
  return [n, h + pads.top + pads.bottom, w + pads.left + pads.right, c];
}

function reshapedShape(node: AnyNode, shape: Shape, x: Shape): Shape {
  if (product(shape) !== product(x)) {
    throw misfit(node, `cannot reshape ${formatShape(x)} to ${formatShape(shape)}`);
  }
  return shape;
}

function normShape(node: AnyNode, size: number, x: Shape): Shape {
  featureMap(node, x);
  if (!Number.isInteger(size) || size < 1) {
    throw misfit(node, `normalises over ${size} channels; it must be 1 or more`);
  }
  return x;
}

function poolShape(node: AnyNode, a: Window & { readonly ceilMode: boolean }, x: Shape): Shape {
  const [n, h, w, c] = featureMap(node, x);
  const { top, left, bottom, right } = a.pads;
  if (Math.max(top, bottom) >= a.kernel[0] || Math.max(left, right) >= a.kernel[1]) {
    throw misfit(node, 'has padding as large as its kernel, so a window could be empty');
  }
  return [n, ...windowedSize(node, a, [1, 1], h, w, a.ceilMode), c];
}

function windowedSize(
  node: AnyNode,
  { kernel, strides, pads }: Window,
  dilations: readonly [number, number],
  h: number,
  w: number,
  ceil: boolean,
): [number, number] {
  const sizes = [...kernel, ...strides, ...dilations];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw misfit(
      node,
      `has kernel, strides and dilations ${sizes}; all must be positive whole numbers`,
    );
  }
  checkPads(node, pads);
  const oh = windowPositions(
    h,
    {
      kernel: kernel[0],
      stride: strides[0],
      dilation: dilations[0],
      before: pads.top,
      after: pads.bottom,
    },
    ceil,
  );
  const ow = windowPositions(
    w,
    {
      kernel: kernel[1],
      stride: strides[1],
      dilation: dilations[1],
      before: pads.left,
      after: pads.right,
    },
    ceil,
  );
  if (oh < 1 || ow < 1) throw misfit(node, `has a window larger than its ${h}×${w} input`);
  return [oh, ow];
}

function checkPads(node: AnyNode, { top, left, bottom, right }: Pads): void {
  const sizes = [top, left, bottom, right];
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw misfit(node, `has pads ${sizes}; all must be whole numbers, 0 or more`);
  }
}

function biasAddShape(node: AnyNode, inputs: readonly Shape[]): Shape {
  const [x = [], bias = []] = inputs;
  if (bias.length !== 1 || bias[0] !== x.at(-1)) {
    throw misfit(node, `needs a bias of ${x.at(-1)}, got ${formatShape(bias)}`);
  }
  return x;
}

function concatShape(node: AnyNode, inputs: readonly Shape[]): Shape {
  const [first = []] = inputs;
  const outer = first.slice(0, -1);
  let channels = 0;
  for (const shape of inputs) {
    if (shape.length !== first.length || outer.some((size, axis) => shape[axis] !== size)) {
      throw misfit(node, `cannot join ${inputs.map(formatShape).join(' and ')} along channels`);
    }
    channels += shape.at(-1) ?? 0;
  }
  return [...outer, channels];
}

function topKTypes(node: AnyNode, k: number, x: Shape): OutputType[] {
  const [n, c] = matrix(node, x);
  if (!Number.isInteger(k) || k < 1 || k > c) {
    throw misfit(node, `asks for the ${k} largest of ${c} classes; k must be 1…${c}`);
  }
  return [
    { shape: [n, k], dtype: 'f32' },
    { shape: [n, k], dtype: 'u32' },
  ];
}

function featureMap(node: AnyNode, shape: Shape): [number, number, number, number] {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  if (shape.length !== 4)
    throw misfit(node, `needs a feature map [n, h, w, c], got ${formatShape(shape)}`);
  return [n, h, w, c];
}

function matrix(node: AnyNode, shape: Shape): [number, number] {
  const [n = 0, c = 0] = shape;
  if (shape.length !== 2) throw misfit(node, `needs vectors [n, c], got ${formatShape(shape)}`);
  return [n, c];
}
