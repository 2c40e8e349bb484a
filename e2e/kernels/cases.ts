// The odd-shape suite: sizes and channel counts that are not multiples of any tile, for every op.
import {
  type Activation,
  type AnyOp,
  type AveragePool2dAttributes,
  evenPads,
  type MaxPool2dAttributes,
  NO_PADS,
  type OpName,
  RELU6,
  type Resize2dAttributes,
} from '../../src/ir/ops';
import type { WinogradForm } from '../../src/ir/winograd';
import {
  base,
  CHANNELS,
  type KernelCase,
  NEIGHBOURS,
  QUANTIZE,
  SECONDS,
  SIZES,
} from './case-parts';
import { CONV_WINDOWS, convCases, SEPARABLE } from './conv-cases';
import { fireCases, fireNode } from './fire-cases';

const POOL_WINDOWS: readonly MaxPool2dAttributes[] = [
  { kernel: [3, 3], strides: [2, 2], pads: NO_PADS, ceilMode: true },
  { kernel: [3, 3], strides: [2, 2], pads: NO_PADS, ceilMode: false },
  {
    kernel: [2, 3],
    strides: [1, 2],
    pads: { top: 1, left: 0, bottom: 0, right: 2 },
    ceilMode: true,
  },
];
const AVERAGE_WINDOWS: readonly AveragePool2dAttributes[] = POOL_WINDOWS.flatMap((window) => [
  { ...window, countPadding: false },
  { ...window, countPadding: true },
]);

const ACTIVATIONS: readonly Activation[] = [
  'relu',
  'none',
  RELU6,
  { clamp: [-1, 1] },
  QUANTIZE,
  'sigmoid',
  'tanh',
  'hard-swish',
  'silu',
  { leakyRelu: 0.1 },
  { elu: 1.5 },
  { hardSigmoid: [0.2, 0.5] },
];

/** Larger and smaller, each axis by itself, and every way to map positions and to round them. */
const RESIZES: readonly Omit<Resize2dAttributes, 'size'>[] = [
  resize([2, 3], 'nearest', 'asymmetric', 'floor'),
  resize([2, 2], 'linear', 'half-pixel'),
  resize([0.6, 1.5], 'linear', 'align-corners'),
  resize([0.5, 0.7], 'nearest', 'half-pixel', 'round-prefer-floor'),
  resize([1.4, 0.5], 'nearest', 'align-corners', 'ceil'),
  resize([0.04, 1.25], 'linear', 'pytorch-half-pixel'),
  resize([0.75, 1], 'nearest', 'asymmetric', 'round-prefer-ceil'),
  resize([0.3, 2.5], 'linear', 'asymmetric'),
];

/** Ops that treat each row on its own, and write single lanes. */
export const ROW_OPS: readonly OpName[] = ['softmax', 'log-softmax', 'top-k'];

/** Ops whose sums grow with their channels; those of convolutions are in `convCases`. */
const SUMMING_OPS: readonly OpName[] = [
  ...(['fire', 'fire-expand', 'fully-connected', 'matmul'] as const),
  ...(['separable-conv2d', 'winograd-multiply'] as const),
];

/** All cases of an op. */
export function casesOf(op: OpName): KernelCase[] {
  const inside = ROW_OPS.includes(op) ? [] : insideBuffers(op);
  return [...oddShapes(op), ...inside, ...wide(op), ...ownCases(op)];
}

/** Cases that only this op has. */
function ownCases(op: OpName): KernelCase[] {
  switch (op) {
    case 'conv2d':
      return convCases();
    case 'fire':
      return fireCases();
    case 'activation':
      return farActivations();
    default:
      return [];
  }
}

/** More channels than a step of any reduction takes: 11 words of them, of which the last is no whole one. */
function wide(op: OpName): KernelCase[] {
  if (!SUMMING_OPS.includes(op)) return [];
  const size = [5, 9] as const;
  const [node] = choices(op, 42, size);
  return node ? [{ ...base(node), size, channels: 42, filters: 37 }] : [];
}

/**
 * Every activation where exponentials leave float32, beyond ±88. Each has channels of its own, so that variants do not
 * divide them.
 */
function farActivations(): KernelCase[] {
  return ACTIVATIONS.map((activation, index) => ({
    ...base({ op: 'activation', attributes: { activation } }),
    size: [7, 5],
    channels: 1 + index,
    reach: 64,
  }));
}

/** Every size with every channel count and every choice of attributes, in batches of one and two. */
function oddShapes(op: OpName): KernelCase[] {
  return SIZES.flatMap((size, s) =>
    CHANNELS.flatMap((channels, c) =>
      choices(op, channels, size).map((node, choice) => ({
        ...base(node),
        batch: 1 + ((s + c + choice) % 2),
        size,
        channels,
        filters: CHANNELS[(2 * c + 3 * s + choice) % CHANNELS.length] ?? 1,
        second: SECONDS[(s + c + choice) % SECONDS.length] ?? 'nothing',
        flattens: choice % 2 === 0,
      })),
    ),
  );
}

/** Input, output or both inside wider buffers. */
function insideBuffers(op: OpName): KernelCase[] {
  return NEIGHBOURS.flatMap((inside, n) =>
    [7, 8].flatMap((channels) =>
      choices(op, channels, SIZES[0])
        .slice(0, 2 * kernelsOf(op))
        .map((node, choice) => ({
          ...base(node),
          channels,
          filters: channels + 1 - n,
          second: SECONDS[(n + channels + choice) % SECONDS.length] ?? 'nothing',
          flattens: choice === 0,
          inputInside: n % 2 === 0 ? inside : null,
          outputInside: NEIGHBOURS[(n + channels) % NEIGHBOURS.length] ?? null,
          early: channels === 7 ? 'right' : 'left',
        })),
    ),
  );
}

/** Kernels of an op that take turns in accepting its choices: those of Winograd's transforms, as far apart as its forms. */
function kernelsOf(op: OpName): number {
  return op.startsWith('winograd-') ? WINOGRAD_FORMS.length : 1;
}

/** The op with each of the attributes that it is tested with, for an input of this many channels and this size. */
function choices(op: OpName, channels: number, [h, w]: readonly [number, number]): AnyOp[] {
  switch (op) {
    case 'conv2d':
      return CONV_WINDOWS.map((attributes) => ({ op, attributes }));
    case 'fully-connected':
      return ([RELU6, 'none', QUANTIZE] as const).map((activation) => ({
        op,
        attributes: { activation },
      }));
    case 'activation':
      return ACTIVATIONS.map((activation) => ({ op, attributes: { activation } }));
    case 'batch-norm':
    case 'add':
    case 'sub':
    case 'mul':
      return (['relu', 'none', RELU6, QUANTIZE] as const).map((activation) => ({
        op,
        attributes: { activation },
      }));
    case 'div':
    case 'prelu':
      // Not rounded to steps: quotients may lie just beside a half.
      return (['relu', 'none', RELU6, { leakyRelu: 0.1 }] as const).map((activation) => ({
        op,
        attributes: { activation },
      }));
    case 'softmax':
    case 'log-softmax':
      // Of feature maps and of vectors.
      return [
        { op, attributes: {} },
        { op, attributes: {} },
      ];
    case 'reshape':
    case 'transpose':
    case 'slice':
    case 'as-strided':
      return movements(op, channels, [h, w]);
    case 'resize2d':
      return RESIZES.map((attributes) => ({
        op,
        attributes: {
          ...attributes,
          size: [
            Math.max(Math.floor(h * attributes.scales[0]), 1),
            Math.max(Math.floor(w * attributes.scales[1]), 1),
          ],
        },
      }));
    case 'pad2d': {
      const pads = { top: 1, left: 0, bottom: 2, right: 3 };
      return [
        { op, attributes: { pads, value: 0 } },
        { op, attributes: { pads, value: 0, mode: 'reflect' } },
        { op, attributes: { pads, value: 0, mode: 'edge' } },
        { op, attributes: { pads: evenPads(2), value: -0.5, mode: 'constant' } },
        { op, attributes: { pads: evenPads(6), value: 0, mode: 'reflect' } },
        { op, attributes: { pads: evenPads(8), value: 0, mode: 'edge' } },
      ];
    }
    case 'max-pool2d':
      return POOL_WINDOWS.map((attributes) => ({ op, attributes }));
    case 'average-pool2d':
      return AVERAGE_WINDOWS.map((attributes) => ({ op, attributes }));
    case 'local-response-norm':
      return [5, 2].map((size) => ({
        op,
        attributes: { size, alpha: 0.5, beta: 0.75, bias: 2 },
      }));
    case 'top-k':
      return [{ op, attributes: { k: Math.min(7, channels * h) } }];
    case 'fire-expand':
      // Either part first.
      return (['relu', 'none', RELU6, QUANTIZE] as const).map((activation, index) => ({
        op,
        attributes: { activation, first: index % 2 === 0 ? 1 : 3 },
      }));
    case 'separable-conv2d':
      return SEPARABLE.map((attributes) => ({ op, attributes }));
    case 'fire':
      return (['relu', 'none', RELU6, QUANTIZE] as const).map(fireNode);
    case 'winograd-input':
    case 'winograd-multiply':
    case 'winograd-output':
      return winogradSteps(op, [h, w]);
    default:
      return [{ op, attributes: {} }];
  }
}

/** A form for each of the transforms, then others that share them. */
const WINOGRAD_FORMS: readonly WinogradForm[] = [
  { tile: 2, kernel: 3, stride: 1 },
  { tile: 4, kernel: 3, stride: 1 },
  { tile: 3, kernel: 7, stride: 2 },
  { tile: 2, kernel: 5, stride: 1 },
  { tile: 4, kernel: 7, stride: 3 },
];

/** Every form in turn, with pads of every side; sizes and pixels are those of one image: the batch is put in front when the graph is built. */
function winogradSteps(
  op: 'winograd-input' | 'winograd-multiply' | 'winograd-output',
  [h, w]: readonly [number, number],
): AnyOp[] {
  switch (op) {
    case 'winograd-input':
      return [evenPads(1), NO_PADS, { top: 0, left: 2, bottom: 3, right: 1 }].flatMap((pads) =>
        WINOGRAD_FORMS.map((form) => ({ op, attributes: { ...form, pads } })),
      );
    case 'winograd-multiply':
      // Products know of nothing but how many elements there are.
      return WINOGRAD_FORMS.filter(({ kernel }) => kernel === 3).map((form) => ({
        op,
        attributes: { ...form, pixels: h * w },
      }));
    case 'winograd-output':
      return (['relu', 'none', RELU6, QUANTIZE, 'hard-swish'] as const).flatMap((activation) =>
        WINOGRAD_FORMS.map((form) => ({
          op,
          attributes: { ...form, size: [1, h, w], activation },
        })),
      );
  }
}

/** Ops that only move numbers, for one image: the batch is put in front when the graph is built. */
function movements(
  op: 'reshape' | 'transpose' | 'slice' | 'as-strided',
  c: number,
  [h, w]: readonly [number, number],
): AnyOp[] {
  switch (op) {
    case 'reshape':
      return [[h * w * c], [w, h, c], [h, c, w], [h * w, c]].map((shape) => ({
        op,
        attributes: { shape },
      }));
    case 'transpose':
      return [
        [0, 2, 1, 3],
        [0, 3, 1, 2],
        [0, 2, 3, 1],
        [3, 1, 0, 2],
        [0, 1, 3, 2],
      ].map((permutation) => ({ op, attributes: { permutation } }));
    case 'slice': {
      const half = Math.floor(c / 2);
      return [
        { starts: [1, 0, half], steps: [1, 1, 1], sizes: [h - 2, w, c - half] },
        {
          starts: [h - 1, 2, c - 1],
          steps: [-3, 1, -2],
          sizes: [Math.floor((h + 2) / 3), w - 3, Math.floor((c + 1) / 2)],
        },
        { starts: [0, w - 1, 0], steps: [2, -1, 1], sizes: [Math.ceil(h / 2), w, c] },
      ].map((attributes) => ({ op, attributes }));
    }
    case 'as-strided': {
      const g = [2, 3, 1].find((groups) => c % groups === 0) ?? 1;
      const rows = Math.floor((h - 1) / 2);
      return [
        // A channel shuffle (arXiv:1707.01083).
        {
          shape: [h, w, c],
          offset: 0,
          sizes: [h * w, c / g, g],
          strides: [c, 1, c / g],
        },
        // Windows of 3×2 that overlap, channels backwards: six axes.
        {
          shape: [rows, w - 1, 6 * c],
          offset: c - 1,
          sizes: [rows, w - 1, 3, 2, c],
          strides: [2 * w * c, c, w * c, c, -1],
        },
        { shape: [h, 5, c], offset: 0, sizes: [h, 5, c], strides: [w * c, 0, 1] },
      ].map((attributes) => ({ op, attributes }));
    }
  }
}

function resize(
  scales: readonly [number, number],
  mode: Resize2dAttributes['mode'],
  coordinates: Resize2dAttributes['coordinates'],
  rounding: Resize2dAttributes['rounding'] = 'floor',
): Omit<Resize2dAttributes, 'size'> {
  return { scales, mode, coordinates, rounding };
}
