// Padding into the convolution behind it, with and without the pass.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import { evenPads } from '../ops/window';
import { evaluateGraph } from '../reference/evaluate-graph';
import { foldPad } from './fold-pad';
import { randomInputs, SmallNet } from './passes.fixtures';

const PADS = { top: 1, left: 0, bottom: 2, right: 3 };

function paddedConvolution(value: number, kernel: 1 | 3 = 3): { net: SmallNet; y: string } {
  const net = new SmallNet();
  const padded = net.graph.node('pad2d', 'padded', [net.x], { pads: PADS, value });
  return { net, y: net.conv('conv', padded, 5, kernel) };
}

function expectUntouched(graph: Graph): void {
  expect(foldPad.run(graph).nodes).toEqual(graph.nodes);
}

describe('fold-pad', () => {
  it.each([1, 3] as const)('adds the border to the padding of a %i×%i convolution', (kernel) => {
    const { net, y } = paddedConvolution(0, kernel);
    const graph = net.build(y);
    const folded = foldPad.run(graph);
    verifyGraph(folded);
    expect(opsOf(folded)).toEqual(['conv2d']);
    const own = kernel === 3 ? 1 : 0;
    const pads = { top: 1 + own, left: own, bottom: 2 + own, right: 3 + own };
    expect(folded.nodes[0]?.attributes).toMatchObject({ pads });
    const inputs = randomInputs(graph);
    expect(evaluateGraph(folded, inputs).get(y)).toEqual(evaluateGraph(graph, inputs).get(y));
  });

  it('leaves a border that is not zero', () => {
    const { net, y } = paddedConvolution(0.5);
    expectUntouched(net.build(y));
  });

  it.each(['reflect', 'edge'] as const)('leaves a border of mode %s', (mode) => {
    const net = new SmallNet();
    const attributes = { pads: evenPads(1), value: 0, mode };
    const padded = net.graph.node('pad2d', 'padded', [net.x], attributes);
    expectUntouched(net.build(net.conv('conv', padded, 5, 3)));
  });

  it('leaves a border that something else reads, or that is an output', () => {
    const read = paddedConvolution(0);
    expectUntouched(read.net.build(read.y, read.net.relu('relu', 'padded')));
    const output = paddedConvolution(0);
    expectUntouched(output.net.build(output.y, 'padded'));
  });
});
