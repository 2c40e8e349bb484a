// Questions to a graph: who reads, who writes, where a value is stored.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { nodeOf } from '../ops/ops.fixtures';
import { zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import { type Graph, readsItsOutput, storageOf, valueNamed, withoutUnusedValues } from './graph';
import { consumersOf, producerOf } from './uses';

/** x → a, and x → b → c; the constant `unused` belongs to nobody. */
function branches(): Graph {
  const builder = new GraphBuilder('branches', 'nhwc');
  builder.input('x', [1, 2, 2, 4]);
  builder.constant('unused', zeros([4]));
  builder.node('copy', 'a', ['x'], {});
  builder.node('copy', 'b', ['x'], {});
  builder.node('copy', 'c', ['b'], {});
  return builder.build(['a', 'c']);
}

/** inner lies in outer at channel 2, leaf in inner at channel 1. */
function nestedViews(): Graph {
  const graph = branches();
  const value = (name: string, channels: number, of?: string, channelOffset = 0) =>
    [
      name,
      {
        name,
        shape: [1, 2, 2, channels],
        dtype: 'f32',
        ...(of ? { view: { of, channelOffset } } : {}),
      },
    ] as const;
  const values = new Map([
    ...graph.values,
    value('outer', 8),
    value('inner', 6, 'outer', 2),
    value('leaf', 5, 'inner', 1),
  ]);
  return { ...graph, values };
}

describe('names in a graph', () => {
  it('lead to their value, or to an error with both names', () => {
    expect(valueNamed(branches(), 'a').shape).toEqual([1, 2, 2, 4]);
    expect(() => valueNamed(branches(), 'z')).toThrow(GraphError);
    expect(() => valueNamed(branches(), 'z')).toThrow(/"branches" has no value "z"/);
  });

  it('lead to the readers in order', () => {
    const names = (value: string) => consumersOf(branches(), value).map(({ name }) => name);
    expect(names('x')).toEqual(['a', 'b']);
    expect(names('c')).toEqual([]);
  });

  it('lead to the one writer, which inputs do not have', () => {
    expect(producerOf(branches(), 'c')?.name).toBe('c');
    expect(producerOf(branches(), 'x')).toBeUndefined();
  });
});

describe('storage', () => {
  it('is the value itself where it is no view', () => {
    expect(storageOf(branches(), 'a')).toEqual({ root: 'a', channelOffset: 0 });
  });

  it('adds offsets up through nested views', () => {
    expect(storageOf(nestedViews(), 'leaf')).toEqual({ root: 'outer', channelOffset: 3 });
  });

  it('shows when a node reads the buffer that it writes', () => {
    const graph = nestedViews();
    expect(readsItsOutput(graph, nodeOf('copy', 'leaf', ['x']))).toBe(false);
    expect(readsItsOutput(graph, nodeOf('copy', 'leaf', ['inner']))).toBe(true);
    expect(readsItsOutput(graph, nodeOf('copy', 'inner', ['x', 'outer']))).toBe(true);
  });
});

describe('withoutUnusedValues', () => {
  it('drops values and constants that nobody refers to', () => {
    const graph = withoutUnusedValues(branches());
    expect([...graph.values.keys()]).toEqual(['x', 'a', 'b', 'c']);
    expect(graph.constants.size).toBe(0);
  });

  it('keeps the storage of a view that is used', () => {
    const graph = nestedViews();
    const inner = nodeOf('copy', 'inner', ['x']);
    const kept = withoutUnusedValues({ ...graph, nodes: [...graph.nodes, inner] });
    expect([...kept.values.keys()]).toContain('outer');
    expect([...kept.values.keys()]).not.toContain('leaf');
  });

  it('keeps every view between a used view and its storage', () => {
    const graph = nestedViews();
    const leaf = nodeOf('copy', 'leaf', ['x']);
    const kept = withoutUnusedValues({ ...graph, nodes: [...graph.nodes, leaf] });
    expect(storageOf(kept, 'leaf')).toEqual({ root: 'outer', channelOffset: 3 });
  });
});
