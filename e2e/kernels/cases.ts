// The odd-shape suite: sizes and channel counts that are not multiples of any tile, for every op.
import type { Conv2dAttributes, MaxPool2dAttributes, OpName, Pads } from '../../src/ir/ops';

/** One graph of one node, possibly inside concatenations. */
export interface KernelCase {
  readonly op: OpName;
  readonly batch: number;
  /** Height and width of the input. */
  readonly size: readonly [number, number];
  readonly channels: number;
  /** Output channels of a convolution. */
  readonly filters: number;
  readonly conv: Conv2dAttributes;
  readonly pool: MaxPool2dAttributes;
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

const NONE: Pads = { top: 0, left: 0, bottom: 0, right: 0 };

const CONV_WINDOWS: readonly Conv2dAttributes[] = [
  conv([1, 1], [1, 1], NONE),
  conv([3, 3], [1, 1], even(1)),
  conv([7, 7], [2, 2], NONE),
  conv([1, 1], [1, 1], even(1)),
  conv([3, 3], [2, 2], { top: 0, left: 1, bottom: 1, right: 0 }),
  conv([3, 3], [1, 1], even(2), [2, 2]),
  conv([1, 5], [2, 1], { top: 0, left: 2, bottom: 0, right: 2 }, [1, 1]),
];

const POOL_WINDOWS: readonly MaxPool2dAttributes[] = [
  { kernel: [3, 3], strides: [2, 2], pads: NONE, ceilMode: true },
  { kernel: [3, 3], strides: [2, 2], pads: NONE, ceilMode: false },
  {
    kernel: [2, 3],
    strides: [1, 2],
    pads: { top: 1, left: 0, bottom: 0, right: 2 },
    ceilMode: true,
  },
];

/** All cases of an op. */
export function casesOf(op: OpName): KernelCase[] {
  const windows =
    op === 'conv2d' ? CONV_WINDOWS.length : op === 'max-pool2d' ? POOL_WINDOWS.length : 1;
  return [
    ...oddShapes(op, windows),
    ...(op === 'conv2d' ? allChannelPairs() : []),
    ...(op === 'softmax' || op === 'top-k' ? [] : insideBuffers(op)),
  ];
}

/** Every size with every channel count and window, in batches of one and two. */
function oddShapes(op: OpName, windows: number): KernelCase[] {
  return SIZES.flatMap((size, s) =>
    CHANNELS.flatMap((channels, c) =>
      Array.from({ length: windows }, (_, window) => ({
        ...base(op, window),
        batch: 1 + ((s + c + window) % 2),
        size,
        channels,
        filters: CHANNELS[(2 * c + 3 * s + window) % CHANNELS.length] ?? 1,
      })),
    ),
  );
}

/** Every pair of input and output channels, pointwise and 3×3. */
function allChannelPairs(): KernelCase[] {
  return [0, 1].flatMap((window) =>
    CHANNELS.flatMap((channels) =>
      CHANNELS.map((filters) => ({ ...base('conv2d', window), size: SIZES[0], channels, filters })),
    ),
  );
}

/** Input, output or both inside wider buffers. */
function insideBuffers(op: OpName): KernelCase[] {
  return NEIGHBOURS.flatMap((inside, n) =>
    [7, 8].flatMap((channels) =>
      [0, 1].map((window) => ({
        ...base(op, window),
        size: SIZES[0],
        channels,
        filters: channels + 1 - n,
        inputInside: n % 2 === 0 ? inside : null,
        outputInside: NEIGHBOURS[(n + channels) % NEIGHBOURS.length] ?? null,
      })),
    ),
  );
}

function base(op: OpName, window: number): KernelCase {
  return {
    op,
    batch: 1,
    size: SIZES[0],
    channels: 4,
    filters: 4,
    conv: CONV_WINDOWS[window] ?? conv([1, 1], [1, 1], NONE),
    pool: POOL_WINDOWS[window] ?? { kernel: [2, 2], strides: [2, 2], pads: NONE, ceilMode: false },
    inputInside: null,
    outputInside: null,
  };
}

function conv(
  kernel: readonly [number, number],
  strides: readonly [number, number],
  pads: Pads,
  dilations: readonly [number, number] = [1, 1],
): Conv2dAttributes {
  return {
    kernel,
    strides,
    pads,
    dilations,
    groups: 1,
    activation: strides[0] === 1 ? 'relu' : 'none',
  };
}

function even(pad: number): Pads {
  return { top: pad, left: pad, bottom: pad, right: pad };
}
