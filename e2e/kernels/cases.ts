// The odd-shape suite: sizes and channel counts that are not multiples of any tile, for every op.
import {
  type Activation,
  type AnyOp,
  type AveragePool2dAttributes,
  type Conv2dAttributes,
  evenPads,
  type MaxPool2dAttributes,
  NO_PADS,
  type OpName,
  type Pads,
  RELU6,
} from '../../src/ir/ops';

/** One graph of one node, possibly inside concatenations. */
export interface KernelCase {
  /** The op under test and its attributes. */
  readonly node: AnyOp;
  readonly batch: number;
  /** Height and width of the input. */
  readonly size: readonly [number, number];
  readonly channels: number;
  /** Output channels of layers with weights. */
  readonly filters: number;
  /** What the second operand of `add` and `mul` repeats over. */
  readonly second: 'nothing' | 'pixels' | 'everything' | 'everything, constant';
  /** Whether a fully connected layer reads a feature map rather than vectors. */
  readonly flattens: boolean;
  /** Channels before and after the node's input in a wider buffer; null where the input has its own. */
  readonly inputInside: readonly [number, number] | null;
  /** The same for the node's output. */
  readonly outputInside: readonly [number, number] | null;
}

const SIZES = [
  [15, 7],
  [18, 17],
  [25, 33],
] as const;
const CHANNELS = [1, 2, 3, 4, 7, 8, 12, 15, 16] as const;
/** Neighbours that put a value at aligned and unaligned channels, at a buffer's start, inside and at its end. */
const NEIGHBOURS = [
  [4, 8],
  [3, 0],
  [0, 5],
  [1, 2],
  [6, 7],
] as const;
/** A step that the test data's sums are multiples of, so that both sides round the same number. */
const QUANTIZE: Activation = { quantize: { scale: 1 / 16, low: -1.5, high: 2.25 } };

const CONV_WINDOWS: readonly Conv2dAttributes[] = [
  conv([1, 1], [1, 1], NO_PADS, 'relu'),
  conv([3, 3], [1, 1], evenPads(1), RELU6),
  conv([7, 7], [2, 2], NO_PADS, 'none'),
  conv([1, 1], [1, 1], evenPads(1), QUANTIZE),
  conv([3, 3], [2, 2], { top: 0, left: 1, bottom: 1, right: 0 }, 'hard-swish'),
  conv([3, 3], [1, 1], evenPads(2), 'relu', [2, 2]),
  conv([1, 5], [2, 1], { top: 0, left: 2, bottom: 0, right: 2 }, 'none'),
];

/** MobileNets' windows first; every axis, stride and dilation of its own after them. */
const DEPTHWISE_WINDOWS: readonly Conv2dAttributes[] = [
  conv([3, 3], [1, 1], evenPads(1), RELU6),
  conv([3, 3], [2, 2], { top: 0, left: 0, bottom: 1, right: 1 }, 'relu'),
  conv([5, 5], [1, 1], evenPads(2), 'none'),
  conv([5, 5], [2, 2], { top: 1, left: 2, bottom: 2, right: 1 }, QUANTIZE),
  conv([3, 3], [1, 1], evenPads(2), 'hard-swish', [2, 2]),
  conv([5, 5], [2, 2], evenPads(4), 'none', [2, 2]),
  conv([3, 3], [1, 1], NO_PADS, 'relu'),
  conv([2, 5], [2, 1], { top: 1, left: 0, bottom: 0, right: 3 }, 'none', [1, 1]),
  conv([3, 2], [1, 3], evenPads(1), 'none', [2, 1]),
];

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
];
const SECONDS = ['nothing', 'pixels', 'everything', 'everything, constant'] as const;

/** All cases of an op. */
export function casesOf(op: OpName): KernelCase[] {
  const inside = op === 'softmax' || op === 'top-k' ? [] : insideBuffers(op);
  return [
    ...oddShapes(op),
    ...inside,
    ...(op === 'conv2d' ? [...allChannelPairs(), ...depthwise()] : []),
  ];
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

/** Every pair of input and output channels, pointwise and 3×3. */
function allChannelPairs(): KernelCase[] {
  return CONV_WINDOWS.slice(0, 2).flatMap((attributes) =>
    CHANNELS.flatMap((channels) =>
      CHANNELS.map((filters) => ({
        ...base({ op: 'conv2d', attributes }),
        channels,
        filters,
      })),
    ),
  );
}

/** Every window with every channel count, in turn with every size and with one to four channels of y per channel of x. */
function depthwise(): KernelCase[] {
  const shapes = CHANNELS.flatMap((channels, c) =>
    DEPTHWISE_WINDOWS.map((attributes, window) => {
      const multiplier = window % 2 === 0 ? 1 : 1 + ((c + window) % 4);
      return {
        ...base({ op: 'conv2d', attributes: { ...attributes, groups: channels } }),
        batch: 1 + ((c + window) % 2),
        size: SIZES[(c + window) % SIZES.length] ?? SIZES[0],
        channels,
        filters: channels * multiplier,
      };
    }),
  );
  const inside = NEIGHBOURS.flatMap((neighbours, n) =>
    [7, 8].flatMap((channels) =>
      DEPTHWISE_WINDOWS.slice(0, 2).map((attributes, window) => ({
        ...base({ op: 'conv2d', attributes: { ...attributes, groups: channels } }),
        channels,
        filters: channels * (1 + ((n + window) % 2)),
        inputInside: n % 2 === 0 ? neighbours : null,
        outputInside: NEIGHBOURS[(n + channels) % NEIGHBOURS.length] ?? null,
      })),
    ),
  );
  return [...shapes, ...inside];
}

/** Input, output or both inside wider buffers. */
function insideBuffers(op: OpName): KernelCase[] {
  return NEIGHBOURS.flatMap((inside, n) =>
    [7, 8].flatMap((channels) =>
      choices(op, channels, SIZES[0])
        .slice(0, 2)
        .map((node, choice) => ({
          ...base(node),
          channels,
          filters: channels + 1 - n,
          second: SECONDS[(n + channels + choice) % SECONDS.length] ?? 'nothing',
          flattens: choice === 0,
          inputInside: n % 2 === 0 ? inside : null,
          outputInside: NEIGHBOURS[(n + channels) % NEIGHBOURS.length] ?? null,
        })),
    ),
  );
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
    case 'add':
    case 'mul':
      return (['relu', 'none', RELU6, QUANTIZE] as const).map((activation) => ({
        op,
        attributes: { activation },
      }));
    case 'reshape':
      // The batch is filled in when the graph is built.
      return [[h * w * channels], [w, h, channels], [h, channels, w], [h * w, channels]].map(
        (shape) => ({ op, attributes: { shape } }),
      );
    case 'pad2d':
      return [
        { op, attributes: { pads: { top: 1, left: 0, bottom: 2, right: 3 }, value: 0 } },
        { op, attributes: { pads: evenPads(2), value: -0.5 } },
      ];
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
    default:
      return [{ op, attributes: {} }];
  }
}

function base(node: AnyOp): KernelCase {
  return {
    node,
    batch: 1,
    size: SIZES[0],
    channels: 4,
    filters: 4,
    second: 'nothing',
    flattens: false,
    inputInside: null,
    outputInside: null,
  };
}

function conv(
  kernel: readonly [number, number],
  strides: readonly [number, number],
  pads: Pads,
  activation: Activation,
  dilations: readonly [number, number] = [1, 1],
): Conv2dAttributes {
  return { kernel, strides, pads, dilations, groups: 1, activation };
}
