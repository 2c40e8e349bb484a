// Cases of convolutions: windows, groups, prologues, and every pair of channel counts.

import { QUANTIZE } from '../../../src/ops/cases';
import type { Conv2dAttributes } from '../../../src/ops/conv/conv2d';
import { CONV_WINDOWS, conv, POINTWISE_RELU, SAME_RELU6 } from '../../../src/ops/conv/conv2d.cases';
import { RELU6 } from '../../../src/ops/elementwise/functions';
import { evenPads, NO_PADS } from '../../../src/ops/window';
import { base, CHANNELS, type KernelCase, NEIGHBOURS, SIZES } from './case-parts';

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

/** Groups, and channels of x and of y in each: words of y that span one group, several, and parts of two. */
const GROUPS = [
  [2, 2, 2],
  [2, 3, 5],
  [3, 4, 4],
  [4, 2, 1],
  [3, 5, 2],
  [2, 8, 7],
  [5, 3, 3],
  [8, 2, 2],
  [2, 5, 1],
] as const;

/** What convolutions are tested with besides the windows in odd shapes. */
export function convCases(): KernelCase[] {
  return [...allChannelPairs(), ...wide(), ...prologues(), ...depthwise(), ...grouped()];
}

/**
 * More channels than any tile has, and than one step of a reduction takes: 10 words and 75, either of them coming in. Each
 * in a size of its own, so that variants do not divide them. Sums stay exact: 9 · 300 products below 4, steps of 2⁻¹⁰.
 */
function wide(): KernelCase[] {
  const layer = (
    attributes: Conv2dAttributes,
    size: KernelCase['size'],
    [channels, filters]: readonly [number, number],
  ) => ({ ...base({ op: 'conv2d', attributes }), size, channels, filters });
  return [
    layer(POINTWISE_RELU, [5, 9], [40, 300]),
    layer(POINTWISE_RELU, [4, 9], [300, 40]),
    layer({ ...POINTWISE_RELU, prologue: 'relu' }, [3, 11], [300, 7]),
    layer(SAME_RELU6, [5, 7], [40, 12]),
    layer(SAME_RELU6, [3, 5], [300, 5]),
  ];
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

/** Pointwise convolutions behind batch normalisation, of every channel count, and of spans inside wider buffers. */
function prologues(): KernelCase[] {
  const nodes = (['none', 'relu'] as const).map((prologue) => ({
    op: 'conv2d' as const,
    attributes: { ...POINTWISE_RELU, prologue },
  }));
  const whole = CHANNELS.flatMap((channels, c) =>
    nodes.map((node, n) => ({
      ...base(node),
      batch: 1 + (c % 2),
      size: SIZES[(c + n) % SIZES.length] ?? SIZES[0],
      channels,
      filters: CHANNELS[(4 * c + n) % CHANNELS.length] ?? 1,
    })),
  );
  const inside = NEIGHBOURS.flatMap((inputInside, i) =>
    nodes.map((node, n) => ({
      ...base(node),
      channels: 7 + n,
      filters: 8 - n,
      inputInside,
      outputInside: n === 0 ? null : (NEIGHBOURS[(i + 2) % NEIGHBOURS.length] ?? null),
      early: i % 2 === 0 ? ('left' as const) : ('right' as const),
    })),
  );
  return [...whole, ...inside];
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
        early: channels === 7 ? ('right' as const) : ('left' as const),
      })),
    ),
  );
  return [...shapes, ...inside, ...tall()];
}

/**
 * Depthwise maps higher than any block of pixels, in sizes of their own, by windows that reach far out on single sides; whole, and
 * between others in the same lanes.
 */
function tall(): KernelCase[] {
  const sides = [
    evenPads(1),
    { top: 2, left: 0, bottom: 0, right: 1 },
    { top: 0, left: 2, bottom: 3, right: 0 },
  ];
  return [null, [4, 8] as const, [6, 7] as const].flatMap((place, p) =>
    sides.map((pads, i) => {
      const channels = 5 + 2 * i + p;
      const attributes = { ...conv([3, 3], [1, 1], pads, 'relu'), groups: channels };
      return {
        ...base({ op: 'conv2d', attributes }),
        batch: 1 + (i % 2),
        size: [57 + i, 6 + p] as const,
        ...{ channels, filters: channels, inputInside: place, outputInside: place },
      };
    }),
  );
}

/** Every choice of groups with every window, and with every place in wider buffers. */
function grouped(): KernelCase[] {
  return GROUPS.flatMap(([groups, inputs, outputs], g) => {
    const layer = (attributes: Conv2dAttributes): KernelCase => ({
      ...base({ op: 'conv2d', attributes: { ...attributes, groups } }),
      channels: groups * inputs,
      filters: groups * outputs,
    });
    const shapes = CONV_WINDOWS.map((attributes, window) => ({
      ...layer(attributes),
      batch: 1 + ((g + window) % 2),
      size: SIZES[(g + window) % SIZES.length] ?? SIZES[0],
    }));
    const inside = NEIGHBOURS.map((neighbours, n) => ({
      ...layer(n % 2 === 0 ? POINTWISE_RELU : SAME_RELU6),
      inputInside: n % 2 === 0 ? neighbours : null,
      outputInside: NEIGHBOURS[(n + g) % NEIGHBOURS.length] ?? null,
      early: (n + g) % 2 === 0 ? ('left' as const) : ('right' as const),
    }));
    return [...shapes, ...inside];
  });
}
