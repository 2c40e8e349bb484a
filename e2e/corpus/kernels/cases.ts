// The odd-shape suite: sizes and channel counts that are not multiples of any tile, for every op.

import { type Cases, SECONDS } from '../../../src/ops/cases';
import { CASES } from '../../../src/ops/cases.gen';
import { ACTIVATIONS } from '../../../src/ops/elementwise/functions.cases';
import type { SomeOp } from '../../../src/ops/op';
import type { AnyOp, OpName } from '../../../src/ops/registry';
import { base, CHANNELS, type KernelCase, NEIGHBOURS, SIZES } from './case-parts';
import { convCases } from './conv-cases';
import { fireCases } from './fire-cases';

/** All cases of an op. */
export function casesOf(op: OpName): KernelCase[] {
  const inside = casesFor(op).isByRow ? [] : insideBuffers(op);
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
  if (!casesFor(op).isSum) return [];
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
        .slice(0, 2 * (casesFor(op).kernels ?? 1))
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

/** The op with each of the attributes that it is tested with, for an input of this many channels and this size. */
function choices(op: OpName, channels: number, size: readonly [number, number]): AnyOp[] {
  return casesFor(op)
    .attributes({ size, channels })
    .map((attributes) => ({ op, attributes }) as AnyOp);
}

/** How an op is tested. The union of all ops has no common type of attributes; each op takes its own. */
export function casesFor(op: OpName): Cases<SomeOp> {
  return CASES[op] as Cases<SomeOp>;
}
