// Small edits of graphs: names that are free, and values as nodes give them.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { convAttributes, nodeOf } from '../ops/ops.fixtures';
import { evenPads } from '../ops/window';
import { zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import { freshName, withResults } from './edit';
import type { Graph } from './graph';
import { verifyGraph } from './verify';

/** x [1, 4, 4, 3] → pointwise convolution `a`, padded by one, to 5 channels → its mean. */
function padded(): Graph {
  const builder = new GraphBuilder('padded', 'nhwc');
  const x = builder.input('x', [1, 4, 4, 3]);
  const w = builder.constant('a.w', zeros([5, 3, 1, 1]));
  const a = builder.node('conv2d', 'a', [x, w], convAttributes({ pads: evenPads(1) }));
  return builder.build([builder.node('global-average-pool', 'mean', [a], {})]);
}

describe('freshName', () => {
  it('is the wanted one where nothing has it', () => {
    expect(freshName(padded(), 'b')).toBe('b');
  });

  it('avoids inputs, constants, what nodes give, and names with numbers that are taken too', () => {
    const graph = padded();
    expect(['x', 'a.w', 'mean'].map((name) => freshName(graph, name))).toEqual([
      'x2',
      'a.w2',
      'mean2',
    ]);
    const crowded = withResults(graph, nodeOf('activation', 'x2', ['x'], { activation: 'relu' }));
    expect(freshName(crowded, 'x')).toBe('x3');
  });

  it('avoids nodes whose outputs have other names', () => {
    const graph = padded();
    const nodes = graph.nodes.map((node) => ({ ...node, name: `${node.name}/node` }));
    expect(freshName({ ...graph, nodes }, 'a/node')).toBe('a/node2');
  });
});

describe('withResults', () => {
  it('adds all values that a node gives, and not the node', () => {
    const graph = padded();
    const ranking = { ...nodeOf('top-k', 'best', ['mean'], { k: 2 }), outputs: ['best', 'order'] };
    const added = withResults(graph, ranking);
    expect(added.values.get('best')).toEqual({ name: 'best', shape: [1, 2], dtype: 'f32' });
    expect(added.values.get('order')).toEqual({ name: 'order', shape: [1, 2], dtype: 'u32' });
    expect(added.values.size).toBe(graph.values.size + 2);
    expect(added.nodes).toBe(graph.nodes);
    verifyGraph({ ...added, nodes: [...graph.nodes, ranking] });
  });

  it('gives a value that is there the shape that it has now', () => {
    const graph = padded();
    const unpadded = nodeOf('conv2d', 'a', ['x', 'a.w'], convAttributes());
    const changed = withResults(graph, unpadded);
    expect(changed.values.get('a')?.shape).toEqual([1, 4, 4, 5]);
    expect([...changed.values.keys()]).toEqual([...graph.values.keys()]);
    verifyGraph({
      ...changed,
      nodes: graph.nodes.map((node) => (node.name === 'a' ? unpadded : node)),
    });
  });

  it('leaves the graph that it is given as it is', () => {
    const graph = padded();
    withResults(graph, nodeOf('conv2d', 'a', ['x', 'a.w'], convAttributes()));
    withResults(graph, nodeOf('activation', 'b', ['x'], { activation: 'relu' }));
    expect(graph).toEqual(padded());
  });

  it('refuses a node that reads what is not there, or what does not fit', () => {
    const graph = padded();
    const relu = (x: string) => nodeOf('activation', 'b', [x], { activation: 'relu' });
    expect(() => withResults(graph, relu('nowhere'))).toThrow(GraphError);
    const joined = nodeOf('concat', 'b', ['x', 'a']);
    expect(() => withResults(graph, joined)).toThrow(GraphError);
  });
});
