// Errors of a layer: absolute, in ULP, and by its bounds.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import { tensorOf } from '../ops/compute.fixtures';
import { type Tensor, zeros } from '../tensor/tensor';
import { compareElements, compareNode, joinErrors, NO_ERRORS, ulpAt } from './compare-node';
import { evaluateGraph } from './evaluate-graph';
import { nodeAlone } from './node-alone';

const accuracy = (bounds: readonly number[], magnitudes: readonly number[]) => ({
  bounds: Float64Array.from(bounds),
  magnitudes: Float64Array.from(magnitudes),
});

describe('ulpAt', () => {
  it('is the distance to the next float32 number', () => {
    expect(ulpAt(1)).toBe(2 ** -23);
    expect(ulpAt(1.999)).toBe(2 ** -23);
    expect(ulpAt(2)).toBe(2 ** -22);
    expect(ulpAt(0)).toBe(2 ** -149);
  });
});

describe('compareElements', () => {
  it('tells the largest errors and the element that uses most of its bound', () => {
    const errors = compareElements([1.5, 2.25, 3], [1, 2, 3], accuracy([2, 0.5, 0], [1, 2, 3]));
    expect(errors).toEqual({
      maxAbsError: 0.5,
      maxUlpError: 2 ** 22,
      worst: { index: 1, got: 2.25, want: 2, error: 0.25, bound: 0.5 },
      isWithin: true,
    });
  });

  it('is over where one element is over its own bound, however small', () => {
    const errors = compareElements([9, 2.01], [1, 2], accuracy([10, 0], [1, 2]));
    expect(errors.isWithin).toBe(false);
    expect(errors.worst?.index).toBe(1);
  });

  it('takes an error of the whole bound, and none that is larger', () => {
    const at = (got: number) => compareElements([got], [1], accuracy([0.5], [1])).isWithin;
    expect([at(1.5), at(0.5)]).toEqual([true, true]);
    expect([at(1.5 + 2 ** -20), at(0.5 - 2 ** -20)]).toEqual([false, false]);
  });

  it.each([
    [Number.NaN, 1],
    [1, Number.NaN],
    [Number.POSITIVE_INFINITY, 1],
  ])('takes %d for %d as wrong', (got, want) => {
    const errors = compareElements([got], [want], accuracy([1], [1]));
    expect(errors).toMatchObject({ isWithin: false, maxAbsError: Number.POSITIVE_INFINITY });
  });

  it('takes a missing number as wrong, and the same NaN as right', () => {
    expect(compareElements([], [1], accuracy([1], [1])).isWithin).toBe(false);
    const nan = compareElements([Number.NaN], [Number.NaN], accuracy([Number.NaN], [Number.NaN]));
    expect(nan.isWithin).toBe(true);
  });
});

describe('joinErrors', () => {
  const right = compareElements([1], [1], accuracy([0], [1]));
  const wrong = compareElements([2], [1], accuracy([0.5], [1]));

  it('is as wrong as the worse of both, in either order', () => {
    expect(joinErrors(right, wrong)).toEqual(wrong);
    expect(joinErrors(wrong, right)).toEqual(wrong);
    expect(joinErrors(NO_ERRORS, right)).toEqual(right);
  });
});

describe('compareNode', () => {
  const builder = new GraphBuilder('ranking', 'nhwc');
  builder.input('x', [1, 4]);
  builder.node('softmax', 'p', ['x'], {});
  builder.multiOutputNode('top-k', 'top', ['p'], { k: 2 }, ['values', 'indices']);
  const graph = builder.build(['values', 'indices']);
  const x = tensorOf([1, 4], [1, 4, 2, 3]);
  const values = evaluateGraph(graph, { x });
  const compare = (position: number, changed: ReadonlyMap<string, Tensor>) => {
    const node = graph.nodes[position];
    if (!node) throw new RangeError('There is no such node.');
    const named = (name: string) => changed.get(name) ?? values.get(name) ?? zeros([0]);
    return compareNode(nodeAlone(graph, node, named), named);
  };

  it('finds nothing where the reference itself computed', () => {
    expect(compare(0, new Map())).toMatchObject({ maxAbsError: 0, isWithin: true });
    expect(compare(1, new Map())).toMatchObject({ maxAbsError: 0, isWithin: true });
  });

  it('computes a layer from the inputs that it had, so that it is not blamed for them', () => {
    const wrong = new Map([['x', tensorOf([1, 4], [9, 4, 2, 3])]]);
    expect(compare(0, wrong).isWithin).toBe(false);
    expect(compare(1, wrong).isWithin).toBe(true);
  });

  it('finds a wrong index among second outputs', () => {
    const indices = { ...zeros([1, 2], 'u32'), data: Uint32Array.of(1, 2) };
    const errors = compare(1, new Map([['indices', indices]]));
    expect(errors).toMatchObject({ isWithin: false, worst: { got: 2, want: 3, bound: 0 } });
  });
});
