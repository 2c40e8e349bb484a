// Small graphs for the tests of the scheduler.
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import type { Model } from '../graph/model';
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { NO_PADS } from '../ops/window';
import { optimizeGraph } from '../rewrites/all-passes';
import { appendTopK } from '../rewrites/append-top-k';
import { BYTES_PER_ELEMENT, channelsOf, pixelsOf, zeros } from '../tensor/tensor';
import { roundUp } from '../util/math';
import type { Plan } from './plan';

/** Adds a 1×1 convolution with zero weights; returns its value's name. */
export function addConv(
  builder: GraphBuilder,
  name: string,
  x: string,
  channels: number,
  given: Partial<Conv2dAttributes> = {},
): string {
  const { groups = 1, kernel = [1, 1] } = given;
  const c = channelsOf(builder.shapeOf(x));
  const w = builder.constant(`${name}.w`, zeros([channels, c / groups, ...kernel]));
  return builder.node('conv2d', name, [x, w], {
    kernel: [1, 1],
    strides: [1, 1],
    pads: NO_PADS,
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
    ...given,
  });
}

/** x [1, 4, 4, 8] → a → b → c, all convolutions to 8 channels. */
export function chain(...outputs: string[]): Graph {
  const builder = new GraphBuilder('chain', 'nhwc');
  builder.input('x', [1, 4, 4, 8]);
  addConv(builder, 'a', 'x', 8);
  addConv(builder, 'b', 'a', 8);
  addConv(builder, 'c', 'b', 8);
  return builder.build(outputs.length > 0 ? outputs : ['c']);
}

/** Two convolutions of x, 3 and 5 channels, joined and pooled. */
export function joinedBranches(): Graph {
  const builder = new GraphBuilder('joined', 'nhwc');
  builder.input('x', [1, 4, 4, 8]);
  const branches = [addConv(builder, 'a', 'x', 3), addConv(builder, 'b', 'x', 5)];
  const joined = builder.node('concat', 'joined', branches, {});
  return builder.build([builder.node('global-average-pool', 'mean', [joined], {})]);
}

/** A classifier as it is planned: ranked, and through the passes. */
export function rankedGraph({ graph }: Model): Graph {
  return optimizeGraph(appendTopK(graph, 'prob'));
}

/** How many steps of each op a plan has. */
export function countSteps({ steps }: Plan): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { op } of steps) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

/** The slot that a step writes; undefined where there is no such step. */
export function slotWritten({ steps }: Plan, node: string): number | undefined {
  const resources = steps.find((step) => step.node === node)?.resources;
  const written = resources?.findLast(({ kind }) => kind === 'slot');
  return written?.kind === 'slot' ? written.slot : undefined;
}

/** Bytes of activations if every value had a buffer of its own, channels padded to fours as in slots. */
export function bytesWithoutSharing({ values, constants }: Graph): number {
  return [...values.values()]
    .filter(({ name }) => !constants.has(name))
    .map(({ shape }) => pixelsOf(shape) * roundUp(channelsOf(shape), 4) * BYTES_PER_ELEMENT)
    .reduce((sum, bytes) => sum + bytes, 0);
}
