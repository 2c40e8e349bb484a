// Chains of movements, with and without the pass.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { isInOrder } from '../ops/compose-access';
import { product } from '../util/math';
import { optimizeGraph } from './all-passes';
import { composeMoves } from './compose-moves';
import { dropUnused } from './drop-unused';
import { expectSameOutputs, SmallNet } from './passes.fixtures';

/** Composes, drops what is left over, and checks that not a bit changes. */
function composed(graph: Graph): Graph {
  const result = dropUnused.run(composeMoves.run(graph));
  expectSameOutputs(graph, result);
  return result;
}

/** reshape, transpose, reshape: channels of `groups` groups interleaved (arXiv:1707.01083, figure 3). */
function shuffle(net: SmallNet, x: string, groups: number): string {
  const shape = net.graph.shapeOf(x);
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  const split = net.reshape('split', x, [n, h, w, groups, c / groups]);
  return net.reshape('shuffled', net.transpose('swap', split, [0, 1, 2, 4, 3]), shape);
}

describe('compose-moves', () => {
  it('makes one access of a channel shuffle', () => {
    const net = new SmallNet([2, 5, 4, 6]);
    const graph = net.build(shuffle(net, net.conv('conv', net.x, 6), 2));
    const result = composed(graph);
    expect(opsOf(graph)).toEqual(['conv2d', 'reshape', 'transpose', 'reshape']);
    expect(result.nodes.slice(1)).toMatchObject([
      { op: 'as-strided', inputs: ['conv'], attributes: { sizes: [40, 3, 2], strides: [6, 1, 3] } },
    ]);
  });

  it('makes one access of each half of a channel shuffle, as in ShuffleNet v2', () => {
    const net = new SmallNet([2, 5, 4, 8]);
    const joined = net.concat('joined', [net.conv('left', net.x, 4), net.conv('right', net.x, 4)]);
    const shuffled = shuffle(net, joined, 2);
    const kept = net.channels('kept', shuffled, 0, 4);
    const worked = net.conv('worked', net.channels('taken', shuffled, 4, 8), 4);
    const graph = net.build(net.pool('pool', net.concat('next', [kept, worked])));
    const result = composed(graph);
    expect(opsOf(result).filter((op) => op === 'as-strided')).toHaveLength(2);
    expect(opsOf(result)).not.toContain('reshape');
    const optimized = optimizeGraph(graph);
    expect(opsOf(optimized)).toEqual([
      'conv2d',
      'conv2d',
      'as-strided',
      'as-strided',
      'conv2d',
      'max-pool2d',
    ]);
    expectSameOutputs(graph, optimized);
  });

  it('shuffles once where halves of odd size begin inside a pair', () => {
    const net = new SmallNet([2, 5, 4, 6]);
    const shuffled = shuffle(net, net.conv('conv', net.x, 6), 2);
    const halves = [net.channels('kept', shuffled, 0, 3), net.channels('taken', shuffled, 3, 6)];
    const result = composed(net.build(...halves));
    expect(opsOf(result)).toEqual(['conv2d', 'as-strided', 'slice', 'slice']);
  });

  it('keeps a movement that others read, and reads past it', () => {
    const net = new SmallNet();
    const first = net.transpose('first', net.conv('conv', net.x, 3), [0, 2, 1, 3]);
    const second = net.transpose('second', first, [0, 1, 3, 2]);
    const result = composed(net.build(second, net.relu('relu', first)));
    expect(result.nodes.map(({ op, inputs }) => [op, ...inputs])).toEqual([
      ['conv2d', 'x', 'conv.w'],
      ['transpose', 'conv'],
      ['as-strided', 'conv'],
      ['activation', 'first'],
    ]);
  });

  it('leaves nothing of movements that undo each other', () => {
    const net = new SmallNet();
    const there = net.transpose('there', net.conv('conv', net.x, 3), [0, 3, 1, 2]);
    const back = net.transpose('back', there, [0, 2, 3, 1]);
    const graph = net.build(net.relu('relu', back));
    expect(opsOf(composed(graph))).toEqual(['conv2d', 'reshape', 'activation']);
    expect(opsOf(optimizeGraph(graph))).toEqual(['conv2d', 'activation']);
  });

  it('makes a reshape of a single movement that moves nothing', () => {
    const net = new SmallNet([1, 1, 1, 6]);
    const swapped = net.transpose('swap', net.conv('conv', net.x, 6), [0, 2, 1, 3]);
    const whole = net.channels('whole', swapped, 0, 6);
    const result = composed(net.build(net.relu('relu', whole)));
    expect(opsOf(result)).toEqual(['conv2d', 'reshape', 'activation']);
  });

  it('leaves single movements, and chains that are no single access, as they are', () => {
    const alone = new SmallNet();
    const graph = alone.build(alone.transpose('swap', alone.x, [0, 2, 1, 3]));
    expect(composeMoves.run(graph)).toEqual(graph);
    const net = new SmallNet([1, 6]);
    // Rows of 4 out of columns of 3: the second and third of each row come from different places in each.
    const swapped = net.transpose('swap', net.reshape('grid', net.x, [2, 3]), [1, 0]);
    const regrouped = net.reshape('rows', swapped, [2, 3]);
    const chain = net.build(net.transpose('again', regrouped, [1, 0]));
    expect(opsOf(composed(chain))).toEqual(['as-strided', 'transpose']);
  });

  it('leaves a reshape that costs nothing beside a movement that stays', () => {
    const net = new SmallNet([1, 1, 1, 6]);
    const part = net.channels('part', net.conv('conv', net.x, 6), 0, 4);
    const flat = net.reshape('flat', part, [1, 4]);
    const graph = net.build(net.relu('relu', flat), net.pool('pool', part));
    expect(opsOf(composed(graph))).toEqual([
      'conv2d',
      'slice',
      'reshape',
      'activation',
      'max-pool2d',
    ]);
    expect(opsOf(optimizeGraph(graph))).toEqual(['conv2d', 'slice', 'activation', 'max-pool2d']);
  });

  it('keeps random chains the same, in no more nodes', () => {
    const step = fc.record({ kind: fc.nat(2), pick: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const net = new SmallNet([2, 3, 4, 6]);
        let x = net.x;
        for (const [index, { kind, pick }] of steps.entries()) x = move(net, x, index, kind, pick);
        const graph = net.build(net.relu('relu', x));
        const result = composed(graph);
        expect(result.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
        for (const node of result.nodes) {
          if (node.op !== 'as-strided') continue;
          const [input = ''] = node.inputs;
          const count = product(result.values.get(input)?.shape ?? []);
          expect(isInOrder(node.attributes, count)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** A movement of any kind; `pick` chooses among its forms. */
function move(net: SmallNet, x: string, index: number, kind: number, pick: number): string {
  const shape = net.graph.shapeOf(x);
  const name = `move${index}`;
  if (kind === 0) {
    const axes = shape.map((_, axis) => axis);
    const permutation = axes.toSorted((a, b) => ((a * 7 + pick) % 5) - ((b * 7 + pick) % 5));
    return net.transpose(name, x, permutation);
  }
  if (kind === 1) {
    const factor = [2, 3, 4, 6].filter((size) => product(shape) % size === 0)[pick % 3] ?? 1;
    const rest = product(shape) / factor;
    return net.reshape(name, x, pick % 2 === 0 ? [factor, rest] : [rest, factor]);
  }
  const channels = shape.at(-1) ?? 1;
  const first = pick % channels;
  return net.channels(name, x, first, Math.max(first + 1, channels - (pick % 2)));
}
