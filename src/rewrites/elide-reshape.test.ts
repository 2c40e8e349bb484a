// Reshapes that move nothing, with and without the pass.

import { describe, expect, it } from 'vitest';
import { type Graph, valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import { evaluateGraph } from '../reference/evaluate-graph';
import type { Shape } from '../tensor/tensor';
import { optimizeGraph } from './all-passes';
import { elideReshape } from './elide-reshape';
import { randomInputs, SmallNet } from './passes.fixtures';

function reshape(net: SmallNet, x: string, shape: Shape): string {
  return net.graph.node('reshape', 'reshaped', [x], { shape });
}

function connect(net: SmallNet, name: string, x: string, k: number): string {
  const [, ...rest] = net.graph.shapeOf(x);
  const features = rest.reduce((a, b) => a * b, 1);
  const w = net.weights(`${name}.w`, [k, features]);
  return net.graph.node('fully-connected', name, [x, w], { activation: 'none' });
}

function expectSame(graph: Graph, changed: Graph): void {
  verifyGraph(changed);
  const inputs = randomInputs(graph);
  const [want, got] = [evaluateGraph(graph, inputs), evaluateGraph(changed, inputs)];
  for (const name of graph.outputs) expect(got.get(name)).toEqual(want.get(name));
}

describe('elide-reshape', () => {
  it('makes a computed value a view of its reshaped self where channels stay', () => {
    const net = new SmallNet([2, 1, 1, 3]);
    const graph = net.build(net.relu('relu', reshape(net, net.conv('conv', net.x, 5), [2, 5])));
    const elided = elideReshape.run(graph);
    expect(opsOf(elided)).toEqual(['conv2d', 'activation']);
    expect(valueNamed(elided, 'conv').view).toEqual({ of: 'reshaped', channelOffset: 0 });
    expectSame(graph, elided);
  });

  it('keeps the reshaped value where it is an output', () => {
    const net = new SmallNet([2, 1, 1, 3]);
    const graph = net.build(reshape(net, net.conv('conv', net.x, 5), [2, 5]), 'conv');
    const elided = elideReshape.run(graph);
    expect(opsOf(elided)).toEqual(['conv2d']);
    expectSame(graph, elided);
  });

  it('lets fully connected layers read feature maps', () => {
    const net = new SmallNet();
    const graph = net.build(
      connect(net, 'fc', reshape(net, net.conv('conv', net.x, 3), [1, 60]), 4),
    );
    const elided = elideReshape.run(graph);
    expect(opsOf(elided)).toEqual(['conv2d', 'fully-connected']);
    expectSame(graph, elided);
  });

  it('drops a reshape behind one that it has dropped', () => {
    const net = new SmallNet();
    const first = net.graph.node('reshape', 'first', [net.x], { shape: net.graph.shapeOf(net.x) });
    const second = net.graph.node('reshape', 'second', [first], {
      shape: net.graph.shapeOf(first),
    });
    const graph = net.build(net.relu('a', first), net.relu('b', second));
    const elided = elideReshape.run(graph);
    expect(opsOf(elided)).toEqual(['activation', 'activation']);
    expectSame(graph, elided);
  });

  it.each<[string, Shape]>([
    ['vectors', [60, 1]],
    ['rows', [5, 4, 3]],
    ['videos', [5, 1, 2, 2, 3]],
    ['one vector', [60]],
  ])('works for %s', (_, shape) => {
    const net = new SmallNet(shape);
    const channels = shape.at(-1) ?? 1;
    const y = reshape(net, net.relu('relu', net.x), [1, 1, 60 / channels, channels]);
    const graph = net.build(net.pool('pool', y));
    const elided = elideReshape.run(graph);
    expect(opsOf(elided)).toEqual(['activation', 'max-pool2d']);
    expect(valueNamed(elided, 'relu').view).toEqual({ of: 'reshaped', channelOffset: 0 });
    expectSame(graph, elided);
  });

  it.each<[Shape, Shape]>([
    [
      [3, 4, 5],
      [3, 20],
    ],
    [
      [3, 2, 2, 1, 5],
      [3, 20],
    ],
    [
      [3, 20],
      [3, 1, 4, 5],
    ],
  ])('lets fully connected layers read %o for %o', (shape, flat) => {
    const net = new SmallNet(shape);
    const graph = net.build(connect(net, 'fc', reshape(net, net.x, flat), 4));
    const elided = elideReshape.run(graph);
    expect(opsOf(elided)).toEqual(['fully-connected']);
    expectSame(graph, elided);
  });

  it('leaves a reshape of one vector in front of a layer, which needs a batch', () => {
    const net = new SmallNet([1]);
    const graph = net.build(connect(net, 'fc', reshape(net, net.x, [1, 1]), 4));
    expect(elideReshape.run(graph).nodes).toEqual(graph.nodes);
  });

  it('drops a reshape to the same shape, whoever reads it', () => {
    const net = new SmallNet();
    const y = reshape(net, net.x, [1, 5, 4, 3]);
    const graph = net.build(net.relu('relu', y), net.conv('conv', y, 2));
    const elided = elideReshape.run(graph);
    expect(opsOf(elided)).toEqual(['activation', 'conv2d']);
    expectSame(graph, elided);
  });

  it('keeps a reshape to the same shape of an input that is an output', () => {
    const net = new SmallNet();
    const graph = net.build(reshape(net, net.x, [1, 5, 4, 3]));
    expect(elideReshape.run(graph).nodes).toEqual(graph.nodes);
  });

  it('leaves a reshape that changes the batch in front of a layer', () => {
    const net = new SmallNet();
    const graph = net.build(
      connect(net, 'fc', reshape(net, net.conv('conv', net.x, 3), [5, 12]), 4),
    );
    expect(elideReshape.run(graph).nodes).toEqual(graph.nodes);
  });

  it('leaves a reshape of a graph input, and one that changes channels', () => {
    const input = new SmallNet([2, 1, 1, 3]);
    const ofInput = input.build(reshape(input, input.x, [2, 3]));
    expect(elideReshape.run(ofInput).nodes).toEqual(ofInput.nodes);
    const net = new SmallNet();
    const flattened = net.build(reshape(net, net.conv('conv', net.x, 3), [1, 60]));
    expect(elideReshape.run(flattened).nodes).toEqual(flattened.nodes);
  });

  it('goes together with concatenation, in either order', () => {
    const net = new SmallNet([2, 1, 1, 3]);
    const left = reshape(net, net.conv('conv', net.x, 5), [2, 5]);
    const right = connect(net, 'fc', net.x, 3);
    const joined = net.concat('joined', [left, right]);
    const graph = net.build(net.graph.node('reshape', 'back', [joined], { shape: [2, 1, 1, 8] }));
    const optimized = optimizeGraph(graph);
    expect(opsOf(optimized)).not.toContain('concat');
    expectSame(graph, optimized);
  });

  it('leaves a node that would read the storage it writes', () => {
    const net = new SmallNet([2, 1, 1, 3]);
    const conv = net.conv('conv', net.x, 3);
    const again = net.conv('again', conv, 3);
    const left = net.graph.node('reshape', 'left', [conv], { shape: [2, 3] });
    const right = net.graph.node('reshape', 'right', [again], { shape: [2, 3] });
    const graph = net.build(net.concat('joined', [left, right]));
    expectSame(graph, optimizeGraph(graph));
  });
});
