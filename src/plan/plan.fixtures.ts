// Small graphs for the tests of the scheduler.
import { GraphBuilder } from '../ir/builder';
import type { Graph } from '../ir/graph';
import { type Conv2dAttributes, NO_PADS } from '../ir/ops';
import { channelsOf, zeros } from '../tensor/tensor';

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
