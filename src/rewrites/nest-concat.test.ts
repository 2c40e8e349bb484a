// Concats that begin with an earlier one, with and without the pass.
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { nestConcat } from './nest-concat';
import { expectSameOutputs, SmallNet } from './passes.fixtures';

/** What each concat joins, by name. */
function joinedBy(graph: Graph): Record<string, readonly string[]> {
  const concats = graph.nodes.filter(({ op }) => op === 'concat');
  return Object.fromEntries(concats.map(({ name, inputs }) => [name, inputs]));
}

function nested(graph: Graph): Record<string, readonly string[]> {
  const result = nestConcat.run(graph);
  expect(result.nodes).toHaveLength(graph.nodes.length);
  expectSameOutputs(graph, result);
  return joinedBy(result);
}

function branches(net: SmallNet): string[] {
  return ['a', 'b', 'c', 'd'].map((name, i) => net.conv(name, net.x, i + 1));
}

describe('nest-concat', () => {
  it('nests each concat of all features so far in the next', () => {
    const net = new SmallNet();
    const features = branches(net);
    const concats = [1, 2, 3, 4].map((n) => net.concat(`first${n}`, features.slice(0, n)));
    expect(nested(net.build(...concats))).toEqual({
      first1: ['a'],
      first2: ['first1', 'b'],
      first3: ['first2', 'c'],
      first4: ['first3', 'd'],
    });
  });

  it('takes the longest beginning, whichever came first', () => {
    const net = new SmallNet();
    const [a = '', b = '', c = '', d = ''] = branches(net);
    const concats = [
      net.concat('three', [a, b, c]),
      net.concat('two', [a, b]),
      net.concat('four', [a, b, c, d]),
      net.concat('other', [a, b, d]),
    ];
    expect(nested(net.build(...concats))).toEqual({
      three: ['a', 'b', 'c'],
      two: ['a', 'b'],
      four: ['three', 'd'],
      other: ['two', 'd'],
    });
  });

  it('reads a concat of the same inputs as a whole', () => {
    const net = new SmallNet();
    const [a = '', b = ''] = branches(net);
    const graph = net.build(net.concat('one', [a, b]), net.concat('again', [a, b]));
    expect(nested(graph)).toEqual({ one: ['a', 'b'], again: ['one'] });
  });

  it('leaves concats that begin with a part of another, or end with all of it', () => {
    const net = new SmallNet();
    const [a = '', b = '', c = '', d = ''] = branches(net);
    const graph = net.build(
      net.concat('abc', [a, b, c]),
      net.concat('abd', [a, b, d]),
      net.concat('dabc', [d, a, b, c]),
    );
    expect(nested(graph)).toEqual(joinedBy(graph));
  });
});
