// Ops that stand for several layers: they cost what their layers do, and print like other ops.
import { expect, it } from 'vitest';
import type { OpAttributes, OpName } from '../ops/registry';
import { evenPads } from '../ops/window';
import { type Shape, zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import { costOfNodes } from './cost';
import type { Graph } from './graph';
import { printGraph } from './print.fixtures';

/** A graph of one node whose inputs, but for the first, are constants. */
function graphOf<O extends OpName>(
  op: O,
  [x = [], ...weights]: readonly Shape[],
  attributes: OpAttributes[O],
): Graph {
  const builder = new GraphBuilder(op, 'nhwc');
  builder.input('x', x);
  const names = weights.map((shape, index) => builder.constant(`c${index}`, zeros(shape)));
  builder.node(op, 'y', ['x', ...names], attributes);
  return builder.build(['y']);
}

it('fire costs what its three layers do', () => {
  const graph = graphOf(
    'fire',
    [[2, 5, 7, 8], [3, 8, 1, 1], [3], [4, 3, 1, 1], [4], [6, 3, 3, 3], [6]],
    { squeeze: 'none', activation: 'relu', first: 3 },
  );
  expect(costOfNodes(graph)).toMatchObject([
    {
      macs: 70 * (3 * 8 + 4 * 3 + 6 * 27),
      parameters: 3 * 8 + 3 + 4 * 3 + 4 + 6 * 27 + 6,
      activationBytes: 4 * 70 * 10,
    },
  ]);
  expect(printGraph(graph)).toContain(
    'y [2, 5, 7, 10] = fire(x, c0, c1, c2, c3, c4, c5) {"squeeze":"none","activation":"relu","first":3}',
  );
});

it('fire-expand costs what both convolutions do', () => {
  const graph = graphOf('fire-expand', [[2, 5, 7, 3], [4, 3, 1, 1], [4], [6, 3, 3, 3], [6]], {
    activation: 'relu',
    first: 1,
  });
  expect(costOfNodes(graph)).toMatchObject([
    { macs: 70 * (4 * 3 + 6 * 27), parameters: 4 * 3 + 4 + 6 * 27 + 6 },
  ]);
  expect(printGraph(graph)).toContain(
    'y [2, 5, 7, 10] = fire-expand(x, c0, c1, c2, c3) {"activation":"relu","first":1}',
  );
});

it('separable-conv2d costs what both convolutions do', () => {
  const graph = graphOf('separable-conv2d', [[2, 5, 7, 3], [3, 1, 3, 3], [3], [6, 3, 1, 1], [6]], {
    kernel: [3, 3],
    strides: [2, 1],
    pads: evenPads(1),
    dilations: [1, 2],
    depthwiseActivation: 'none',
    activation: 'relu',
  });
  expect(costOfNodes(graph)).toMatchObject([
    { macs: 30 * (3 * 9 + 6 * 3), parameters: 3 * 9 + 3 + 6 * 3 + 6, activationBytes: 4 * 180 },
  ]);
  expect(printGraph(graph)).toContain('y [2, 3, 5, 6] = separable-conv2d(x, c0, c1, c2, c3) {');
});

it('expand-depthwise costs what both convolutions do', () => {
  const graph = graphOf('expand-depthwise', [[2, 5, 7, 3], [6, 3, 1, 1], [6], [6, 1, 3, 3], [6]], {
    kernel: [3, 3],
    strides: [2, 1],
    pads: evenPads(1),
    dilations: [1, 2],
    activation: 'relu',
  });
  expect(costOfNodes(graph)).toMatchObject([
    { macs: 70 * 6 * 3 + 30 * 6 * 9, parameters: 6 * 3 + 6 + 6 * 9 + 6, activationBytes: 4 * 180 },
  ]);
  expect(printGraph(graph)).toContain('y [2, 3, 5, 6] = expand-depthwise(x, c0, c1, c2, c3) {');
});
