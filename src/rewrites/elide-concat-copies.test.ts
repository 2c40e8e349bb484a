// Concats with inputs that cannot be computed in place: a copy node brings them there.
import { describe, expect, it } from 'vitest';
import { type Graph, storageOf } from '../graph/graph';
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

/** What each copy node copies, in order. */
function copied(graph: Graph): string[] {
  return graph.nodes.filter(({ op }) => op === 'copy').flatMap(({ inputs }) => inputs);
}

describe('elide-concat copies', () => {
  it('a graph input', () => {
    const net = new SmallNet();
    const graph = elided(net.build(net.concat('joined', [net.x, net.conv('a', net.x, 2)])));
    expect(copied(graph)).toEqual(['x']);
    expect(storageOf(graph, 'joined/copy0')).toEqual({ root: 'joined', channelOffset: 0 });
    expect(storageOf(graph, 'a')).toEqual({ root: 'joined', channelOffset: 3 });
  });

  it('a constant', () => {
    const net = new SmallNet();
    const k = net.weights('k', [1, 5, 4, 2]);
    const graph = elided(net.build(net.concat('joined', [net.conv('a', net.x, 3), k])));
    expect(copied(graph)).toEqual(['k']);
  });

  it('a value that is computed from another one in the same buffer', () => {
    // x and f(x) in one buffer: f would read and write it in one dispatch, which WebGPU forbids.
    const net = new SmallNet();
    const a = net.conv('a', net.x, 3);
    const graph = elided(net.build(net.concat('joined', [a, net.conv('b', a, 2)])));
    expect(copied(graph)).toEqual(['b']);
  });

  it('a value that is computed from a later one in the same buffer', () => {
    const net = new SmallNet();
    const a = net.conv('a', net.x, 3);
    const graph = elided(net.build(net.concat('joined', [net.conv('b', a, 2), a])));
    expect(copied(graph)).toEqual(['a']);
  });

  it('the new half of every layer of a dense block', () => {
    const net = new SmallNet();
    let features = net.conv('conv0', net.x, 3);
    for (const layer of [1, 2, 3]) {
      const grown = net.conv(`conv${layer}`, features, 2, 3);
      features = net.concat(`dense${layer}`, [features, grown]);
    }
    const graph = elided(net.build(features));
    // Each dense value lies at the start of the next, so old features never move.
    expect(copied(graph)).toEqual(['conv1', 'conv2', 'conv3']);
    expect(storageOf(graph, 'conv0')).toEqual({ root: 'dense3', channelOffset: 0 });
    expect(storageOf(graph, 'dense2/copy1')).toEqual({ root: 'dense3', channelOffset: 5 });
  });

  it('a value that lies in another concat already', () => {
    const net = new SmallNet();
    const [a, b, c] = [net.conv('a', net.x, 3), net.conv('b', net.x, 2), net.conv('c', net.x, 1)];
    const graph = elided(net.build(net.concat('first', [a, b]), net.concat('second', [b, c])));
    expect(copied(graph)).toEqual(['b']);
    expect(storageOf(graph, 'b').root).toBe('first');
  });

  it('a value that occurs twice in one concat', () => {
    const net = new SmallNet();
    const a = net.conv('a', net.x, 3);
    elided(net.build(net.concat('joined', [a, a])));
  });

  it('a member of an inner concat that the outer one also takes by itself', () => {
    const net = new SmallNet();
    const [a, b] = [net.conv('a', net.x, 3), net.conv('b', net.x, 2)];
    const inner = net.concat('inner', [a, b]);
    elided(net.build(net.concat('outer', [a, inner])));
  });
});
