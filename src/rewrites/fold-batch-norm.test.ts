// Batch normalisation into the layer before it, with and without the pass.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { convAttributes } from '../ops/ops.fixtures';
import { evenPads } from '../ops/window';
import { foldBatchNorm } from './fold-batch-norm';
import { fuseBias } from './fuse-bias';
import { expectSameOutputs, SmallNet } from './passes.fixtures';

/**
 * Apart, a sum of magnitude below 28 and its normalised value are rounded, by half an ULP of 2^-19 each. Folded, the
 * result is, and every one of 27 weights below 1 by 2^-25, times inputs below 1; the bias by 2^-24: in all below 2^-17.
 */
const BOUND = 2 ** -17;

function expectUntouched(graph: Graph): void {
  expect(foldBatchNorm.run(graph)).toEqual(graph);
}

describe('fold-batch-norm', () => {
  it('scales weights and makes a bias, under the name of the normalisation', () => {
    const net = new SmallNet();
    const graph = net.build(net.norm('norm', net.conv('conv', net.x, 5, 3)));
    const folded = foldBatchNorm.run(graph);
    expect(opsOf(graph)).toEqual(['conv2d', 'batch-norm']);
    expect(folded.nodes).toMatchObject([
      { op: 'conv2d', inputs: ['x', 'norm/weights', 'norm/bias'], outputs: ['norm'] },
    ]);
    expect([...folded.constants.keys()]).toEqual(['norm/weights', 'norm/bias']);
    expectSameOutputs(graph, folded, BOUND);
  });

  it('takes a bias along', () => {
    const net = new SmallNet();
    const biased = net.bias('biased', net.conv('conv', net.x, 5, 3));
    const graph = net.build(net.norm('norm', biased));
    const folded = foldBatchNorm.run(fuseBias.run(graph));
    expect(opsOf(folded)).toEqual(['conv2d']);
    expectSameOutputs(graph, folded, BOUND);
  });

  it('scales the filters of convolutions in groups', () => {
    const net = new SmallNet([1, 5, 4, 4]);
    const conv = net.graph.node('conv2d', 'conv', [net.x, net.weights('w', [8, 2, 1, 1])], {
      kernel: [1, 1],
      strides: [1, 1],
      pads: { top: 0, left: 0, bottom: 0, right: 0 },
      dilations: [1, 1],
      groups: 2,
      activation: 'none',
    });
    const graph = net.build(net.norm('norm', conv));
    const folded = foldBatchNorm.run(graph);
    expect(opsOf(folded)).toEqual(['conv2d']);
    expectSameOutputs(graph, folded, BOUND);
  });

  it('scales the rows of a fully connected layer', () => {
    const net = new SmallNet([2, 6]);
    const inputs = [net.x, net.weights('w', [4, 6]), net.weights('b', [4])];
    const fc = net.graph.node('fully-connected', 'fc', inputs, { activation: 'none' });
    const graph = net.build(net.norm('norm', fc));
    const folded = foldBatchNorm.run(graph);
    expect(opsOf(folded)).toEqual(['fully-connected']);
    expectSameOutputs(graph, folded, BOUND);
  });

  it("keeps the normalisation's activation", () => {
    const net = new SmallNet();
    const vectors = [net.weights('scale', [5]), net.weights('shift', [5])];
    const inputs = [net.conv('conv', net.x, 5), ...vectors];
    const norm = net.graph.node('batch-norm', 'norm', inputs, { activation: 'relu' });
    const graph = net.build(norm);
    const folded = foldBatchNorm.run(graph);
    expect(folded.nodes).toMatchObject([{ op: 'conv2d', attributes: { activation: 'relu' } }]);
    expectSameOutputs(graph, folded, BOUND);
  });

  it('leaves weights that another layer shares to that layer', () => {
    const net = new SmallNet([1, 5, 4, 4]);
    const first = net.conv('first', net.x, 4);
    const node = net.graph.node('conv2d', 'second', [net.x, 'first.w'], {
      kernel: [1, 1],
      strides: [1, 1],
      pads: { top: 0, left: 0, bottom: 0, right: 0 },
      dilations: [1, 1],
      groups: 1,
      activation: 'none',
    });
    const graph = net.build(net.norm('norm', first), node);
    const folded = foldBatchNorm.run(graph);
    expect(opsOf(folded)).toEqual(['conv2d', 'conv2d']);
    expectSameOutputs(graph, folded, BOUND);
  });

  it.each([
    [8, 8],
    [9, 0],
  ])('of %d layers that share weights, gives %d weights of their own', (count, own) => {
    const net = new SmallNet([1, 5, 4, 4]);
    net.weights('w', [4, 4, 1, 1]);
    const attributes = convAttributes();
    const sharers = Array.from({ length: count }, (_, i) =>
      net.norm(`norm${i}`, net.graph.node('conv2d', `conv${i}`, [net.x, 'w'], attributes)),
    );
    const graph = net.build(...sharers);
    const folded = foldBatchNorm.run(graph);
    expect(folded.nodes.filter(({ inputs }) => inputs[1]?.endsWith('/weights'))).toHaveLength(own);
    expectSameOutputs(graph, folded, BOUND);
  });

  it('gives its constants names that no value has', () => {
    const net = new SmallNet();
    const conv = net.conv('conv', net.x, 5);
    const taken = net.relu('norm/weights', net.x);
    const folded = foldBatchNorm.run(net.build(net.norm('norm', conv), taken));
    expect(folded.nodes.at(-1)?.inputs).toEqual(['x', 'norm/weights2', 'norm/bias']);
  });

  it('leaves a layer that something else reads, or that ends in an activation', () => {
    const read = new SmallNet();
    const conv = read.conv('conv', read.x, 5);
    expectUntouched(read.build(read.norm('norm', conv), conv));
    const activated = new SmallNet();
    expectUntouched(
      activated.build(
        activated.norm('norm', activated.relu('relu', activated.conv('conv', activated.x, 5))),
      ),
    );
  });

  it('leaves a layer whose activation is its own already', () => {
    const net = new SmallNet();
    const inputs = [net.conv('before', net.x, 4), net.weights('w', [5, 4, 1, 1])];
    const conv = net.graph.node('conv2d', 'conv', inputs, {
      ...{ kernel: [1, 1], strides: [1, 1], pads: evenPads(0), dilations: [1, 1] },
      ...{ groups: 1, activation: 'relu' },
    });
    expectUntouched(net.build(net.norm('norm', conv)));
  });

  it('leaves a normalisation of anything else, and one whose scale is computed', () => {
    const pooled = new SmallNet();
    expectUntouched(pooled.build(pooled.norm('norm', pooled.pool('pool', pooled.x))));
    const net = new SmallNet();
    const scale = net.graph.input('scale', [5]);
    const inputs = [net.conv('conv', net.x, 5), scale, net.weights('shift', [5])];
    expectUntouched(
      net.build(net.graph.node('batch-norm', 'norm', inputs, { activation: 'none' })),
    );
  });
});
