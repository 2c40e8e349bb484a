// From which step to which every buffer keeps its value.
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { optimizeGraph } from '../rewrites/all-passes';
import { lifetimesOf } from './lifetimes';
import { chain, joinedBranches } from './plan.fixtures';

function spans(graph: Graph): Record<string, [number, number]> {
  return Object.fromEntries(
    lifetimesOf(graph).map(({ value, first, last }) => [value, [first, last]]),
  );
}

describe('lifetimesOf', () => {
  it('ends a value with its last reader', () => {
    expect(spans(chain())).toMatchObject({ a: [0, 1], b: [1, 2] });
  });

  it('keeps inputs throughout, so that a run can be repeated', () => {
    expect(spans(chain()).x).toEqual([0, 3]);
  });

  it('keeps outputs to the end', () => {
    expect(spans(chain('c', 'a'))).toMatchObject({ a: [0, 3], b: [1, 2], c: [2, 3] });
  });

  it('ends a value that nobody reads where it is written', () => {
    expect(spans(chain('b')).c).toEqual([2, 2]);
  });

  it('has one lifetime for all views of a value, from the first write to the last read', () => {
    expect(spans(optimizeGraph(joinedBranches()))).toEqual({
      x: [0, 3],
      joined: [0, 2],
      mean: [2, 3],
    });
  });

  it('leaves constants out', () => {
    expect(Object.keys(spans(chain()))).toEqual(['x', 'a', 'b', 'c']);
  });

  it('counts the bytes of padded channels', () => {
    // 16 pixels of two words; one vector of 8 channels.
    const bytes = lifetimesOf(optimizeGraph(joinedBranches())).map(({ numbers }) => 4 * numbers);
    expect(bytes).toEqual([16 * 2 * 16, 16 * 2 * 16, 2 * 16]);
  });
});
