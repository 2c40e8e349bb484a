// Concats whose inputs are all computed in place: the concat costs nothing.

import { describe, expect, it } from 'vitest';
import { type Graph, storageOf, valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import { evaluateGraph } from '../reference/evaluate-graph';
import { elideConcat } from './elide-concat';
import { randomInputs, SmallNet } from './passes.fixtures';

/** Runs the pass, checks that the graph is sound and its outputs are the same bits: concats only move numbers. */
function elided(graph: Graph): Graph {
  const result = elideConcat.run(graph);
  verifyGraph(result);
  const inputs = randomInputs(graph);
  const before = evaluateGraph(graph, inputs);
  const after = evaluateGraph(result, inputs);
  for (const name of graph.outputs) expect(after.get(name), name).toEqual(before.get(name));
  return result;
}

function fireModule(expand1x1: number, expand3x3: number): Graph {
  const net = new SmallNet();
  const squeeze = net.conv('squeeze', net.x, 2);
  const joined = net.concat('joined', [
    net.conv('expand1x1', squeeze, expand1x1),
    net.conv('expand3x3', squeeze, expand3x3, 3),
  ]);
  return net.build(net.pool('pool', joined));
}

describe('elide-concat', () => {
  it('leaves the convolutions of a fire module, writing into one buffer', () => {
    const graph = elided(fireModule(4, 4));
    expect(opsOf(graph)).toEqual(['conv2d', 'conv2d', 'conv2d', 'max-pool2d']);
    expect(storageOf(graph, 'expand1x1')).toEqual({ root: 'joined', channelOffset: 0 });
    expect(storageOf(graph, 'expand3x3')).toEqual({ root: 'joined', channelOffset: 4 });
  });

  it.each([
    [3, 5],
    [1, 1],
    [6, 1],
  ])('handles %i + %i channels without a copy', (a, b) => {
    const graph = elided(fireModule(a, b));
    expect(opsOf(graph)).toEqual(['conv2d', 'conv2d', 'conv2d', 'max-pool2d']);
    expect(storageOf(graph, 'expand3x3')).toEqual({ root: 'joined', channelOffset: a });
  });

  it('joins more than two', () => {
    const net = new SmallNet();
    const branches = [1, 2, 3, 4].map((channels) => net.conv(`conv${channels}`, net.x, channels));
    const graph = elided(net.build(net.concat('joined', branches)));
    expect(branches.map((name) => storageOf(graph, name).channelOffset)).toEqual([0, 1, 3, 6]);
  });

  it('gives a concat of one input the same place', () => {
    const net = new SmallNet();
    const graph = elided(net.build(net.concat('joined', [net.conv('conv', net.x, 5)])));
    expect(opsOf(graph)).toEqual(['conv2d']);
    expect(valueNamed(graph, 'conv').view).toEqual({ of: 'joined', channelOffset: 0 });
  });

  it('keeps a result that is a graph output under its name', () => {
    const net = new SmallNet();
    const branches = [net.conv('a', net.x, 3), net.conv('b', net.x, 2)];
    const graph = elided(net.build(net.concat('joined', branches), ...branches));
    expect(graph.outputs).toEqual(['joined', 'a', 'b']);
    expect(opsOf(graph)).toEqual(['conv2d', 'conv2d']);
  });

  it('lets others read a value that is computed in place', () => {
    const net = new SmallNet();
    const a = net.conv('a', net.x, 3);
    const joined = net.concat('joined', [a, net.conv('b', net.x, 2)]);
    const graph = elided(net.build(joined, net.pool('pool', a)));
    expect(opsOf(graph)).toEqual(['conv2d', 'conv2d', 'max-pool2d']);
  });

  it('places a concat inside another, with offsets that add up', () => {
    const net = new SmallNet();
    const inner = net.concat('inner', [net.conv('a', net.x, 3), net.conv('b', net.x, 2)]);
    const outer = net.concat('outer', [net.conv('c', net.x, 1), inner]);
    const graph = elided(net.build(outer, inner));
    expect(opsOf(graph)).toEqual(['conv2d', 'conv2d', 'conv2d']);
    expect(storageOf(graph, 'b')).toEqual({ root: 'outer', channelOffset: 4 });
  });

  it('changes nothing where there is no concat', () => {
    const net = new SmallNet();
    const graph = net.build(net.pool('pool', net.conv('conv', net.x, 3)));
    expect(elideConcat.run(graph)).toEqual(graph);
  });
});
