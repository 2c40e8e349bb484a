// Nodes that nobody reads, with and without the pass.

import { describe, expect, it } from 'vitest';
import { opsOf } from '../graph/graph.fixtures';
import { dropUnused } from './drop-unused';
import { elideConcat } from './elide-concat';
import { expectSameOutputs, SmallNet } from './passes.fixtures';

describe('drop-unused', () => {
  it('drops a chain that ends nowhere, with its constants and values', () => {
    const net = new SmallNet();
    net.bias('dead bias', net.conv('dead', net.x, 4));
    const graph = net.build(net.relu('relu', net.x));
    const dropped = dropUnused.run(graph);
    expect(opsOf(graph)).toEqual(['conv2d', 'bias-add', 'activation']);
    expect(opsOf(dropped)).toEqual(['activation']);
    expect([...dropped.values.keys()]).toEqual(['x', 'relu']);
    expect(dropped.constants.size).toBe(0);
    expectSameOutputs(graph, dropped);
  });

  it('keeps what outputs are computed from, outputs that others read, and unread inputs', () => {
    const net = new SmallNet();
    net.graph.input('unread', [1, 2]);
    const conv = net.conv('conv', net.x, 4);
    const graph = net.build(net.relu('relu', conv), conv);
    expect(dropUnused.run(graph)).toEqual(graph);
  });

  it('keeps a node of which one output is read', () => {
    const net = new SmallNet([1, 6]);
    const outputs = ['values', 'indices'];
    net.graph.multiOutputNode('top-k', 'ranked', [net.x], { k: 2 }, outputs);
    const graph = net.build(net.relu('relu', 'values'));
    expect(dropUnused.run(graph).nodes).toEqual(graph.nodes);
  });

  it('keeps every part of a concatenation that is read', () => {
    const net = new SmallNet();
    const joined = net.concat('joined', [net.conv('a', net.x, 2), net.conv('b', net.x, 3)]);
    const graph = elideConcat.run(net.build(net.pool('pool', joined)));
    expect(dropUnused.run(graph).nodes).toEqual(graph.nodes);
  });
});
