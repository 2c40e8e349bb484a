// A graph that changes in place, and what is known of it meanwhile.
import { describe, expect, it } from 'vitest';
import { nodeOf } from '../ops/ops.fixtures';
import { GraphBuilder } from './builder';
import { freshName } from './edit';
import { type Graph, storageOf } from './graph';
import { MutableGraph } from './mutable-graph';
import { consumersOf, producerOf } from './uses';
import { verifyGraph } from './verify';

const RELU = { activation: 'relu' };

/** x → a → b → c, and a → d. */
function branches(): Graph {
  const builder = new GraphBuilder('branches', 'nhwc');
  builder.input('x', [1, 2, 2, 4]);
  builder.node('copy', 'a', ['x'], {});
  builder.node('copy', 'b', ['a'], {});
  builder.node('copy', 'c', ['b'], {});
  builder.node('copy', 'd', ['a'], {});
  return builder.build(['c', 'd']);
}

/** The node that writes a value. */
function writer(graph: Graph, name: string) {
  const node = producerOf(graph, name);
  if (!node) throw new Error(`Nothing writes ${name}.`);
  return node;
}

describe('a mutable graph', () => {
  it('is the first graph again where nothing was replaced', () => {
    const graph = branches();
    expect(new MutableGraph(graph).done()).toBe(graph);
  });

  it('has nodes where the last of those that go stood', () => {
    const graph = branches();
    const edited = new MutableGraph(graph);
    const joined = nodeOf('activation', 'c', ['a'], RELU);
    edited.replace([writer(graph, 'b'), writer(graph, 'c')], [joined]);
    expect(edited.nodes.map(({ name }) => name)).toEqual(['a', 'c', 'd']);
    verifyGraph(edited.done());
    expect(graph.nodes).toHaveLength(4);
  });

  it('has several nodes in the place of one, which others can take the place of', () => {
    const edited = new MutableGraph(branches());
    const [first, second] = [nodeOf('copy', 'b', ['a']), nodeOf('copy', 'b2', ['b'])];
    edited.replace([writer(edited, 'b')], [first, second]);
    edited.replace([second, first], [nodeOf('activation', 'b', ['a'], RELU)]);
    expect(edited.nodes.map(({ op }) => op)).toEqual(['copy', 'activation', 'copy', 'copy']);
    expect([edited.has(first), edited.has(writer(edited, 'b'))]).toEqual([false, true]);
  });

  it('knows who reads and who writes after each edit', () => {
    const edited = new MutableGraph(branches());
    const names = (value: string) => consumersOf(edited, value).map(({ name }) => name);
    expect(names('a')).toEqual(['b', 'd']);
    edited.replace([writer(edited, 'b'), writer(edited, 'c')], [nodeOf('copy', 'c', ['a'])]);
    expect(names('a')).toEqual(['d', 'c']);
    expect(names('b')).toEqual([]);
    expect(producerOf(edited, 'b')).toBeUndefined();
    expect(freshName(edited, 'd')).toBe('d2');
  });

  it('knows where values lie after they were placed', () => {
    const edited = new MutableGraph(branches());
    const value = edited.values.get('a');
    if (!value) throw new Error('There is no a.');
    expect(storageOf(edited, 'a').root).toBe('a');
    edited.setValue({ ...value, view: { of: 'x', channelOffset: 0 } });
    expect(storageOf(edited, 'a').root).toBe('x');
  });
});
