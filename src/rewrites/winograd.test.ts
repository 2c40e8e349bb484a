// Convolutions as Winograd convolutions: which are lowered, that the graph computes the same, and what it costs.

import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import { costOfGraph, costOfNodes } from '../graph/cost';
import { type Graph, valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import type { WinogradTile } from '../ops/conv/winograd';
import { evenPads } from '../ops/window';
import { evaluateGraph } from '../reference/evaluate-graph';
import { f32Tensor, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import { seededRandom } from '../util/random';
import { optimizeGraph } from './all-passes';
import { byItsRule, rewritten } from './rewrite.fixtures';
import { winograd } from './winograd';

const WINDOW = { kernel: [3, 3], pads: evenPads(1) } as const;
/** Everywhere by one tile. */
const byTile = (graph: Graph, tile: WinogradTile) =>
  rewritten(graph, winograd, 'software', (_, { way }) => way === tile);

function random(shape: Shape, seed: number) {
  const next = seededRandom(seed);
  return f32Tensor(
    shape,
    Float32Array.from({ length: product(shape) }, () => 2 * next() - 1),
  );
}

/** A convolution of x to k channels, with weights and a bias, 3×3 but for what is given. */
function conv(xShape: Shape, k: number, given: Partial<Conv2dAttributes> = {}): Graph {
  const builder = new GraphBuilder('conv', 'nhwc');
  builder.input('x', xShape);
  addSeeded(builder, 'y', 'x', k, given);
  return builder.build(['y']);
}

function addSeeded(
  builder: GraphBuilder,
  name: string,
  x: string,
  k: number,
  given: Partial<Conv2dAttributes> = {},
): string {
  const attributes: Conv2dAttributes = {
    ...WINDOW,
    strides: [1, 1],
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
    ...given,
  };
  const c = (builder.shapeOf(x).at(-1) ?? 0) / attributes.groups;
  const w = builder.constant(`${name}.w`, random([k, c, ...attributes.kernel], 1));
  const b = builder.constant(`${name}.b`, random([k], 2));
  return builder.node('conv2d', name, [x, w, b], attributes);
}

describe('winograd', () => {
  it('makes three nodes of a convolution, whose name and value stay', () => {
    const lowered = byTile(conv([2, 5, 7, 3], 6), 2);
    verifyGraph(lowered);
    expect(lowered.nodes.map(({ name, op }) => [name, op])).toEqual([
      ['y/winograd-input', 'winograd-input'],
      ['y/winograd-multiply', 'winograd-multiply'],
      ['y', 'winograd-output'],
    ]);
    // 2 images of 3×4 tiles.
    expect(valueNamed(lowered, 'y/winograd-input').shape).toEqual([16, 24, 3]);
    expect(valueNamed(lowered, 'y/winograd-multiply').shape).toEqual([16, 24, 6]);
  });

  it('makes tiles of the size that the rule wants for each', () => {
    const builder = new GraphBuilder('two', 'nhwc');
    builder.input('x', [1, 9, 9, 3]);
    addSeeded(builder, 'b', addSeeded(builder, 'a', 'x', 4), 5);
    const graph = builder.build(['b']);
    const lowered = rewritten(
      graph,
      winograd,
      'hardware',
      (_, { take: [node], way }) => way === (node?.name === 'a' ? 4 : 2),
    );
    verifyGraph(lowered);
    expect(valueNamed(lowered, 'a/winograd-input').shape).toEqual([36, 9, 3]);
    expect(valueNamed(lowered, 'b/winograd-input').shape).toEqual([16, 25, 4]);
    expect(rewritten(graph, winograd, 'software', () => false)).toBe(graph);
  });

  it.each([2, 4] as const)('computes the same, inside a concatenation too: tiles of %i', (tile) => {
    const builder = new GraphBuilder('fire', 'nhwc');
    builder.input('x', [2, 9, 6, 5]);
    const branches = [
      addSeeded(builder, 'a', 'x', 3, { kernel: [1, 1], pads: evenPads(0) }),
      addSeeded(builder, 'b', 'x', 7, { activation: 'relu' }),
    ];
    builder.node('concat', 'joined', branches, {});
    const graph = optimizeGraph(builder.build(['joined']));
    const lowered = byTile(graph, tile);
    verifyGraph(lowered);
    expect(opsOf(lowered)).toContain('winograd-output');
    const inputs = { x: random([2, 9, 6, 5], 3) };
    const want = evaluateGraph(graph, inputs).get('joined')?.data ?? [];
    const got = evaluateGraph(lowered, inputs).get('joined')?.data ?? [];
    expect(got).toHaveLength(want.length);
    // Sums of 45 products of numbers below one.
    for (const [i, value] of want.entries())
      expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(1e-5);
  });

  it.each([
    { kernel: 7, stride: 2, tile: 3, shape: [36, 2 * 2 * 1, 20] },
    { kernel: 5, stride: 1, tile: 2, shape: [36, 2 * 5 * 3, 5] },
    { kernel: 5, stride: 2, tile: 4, shape: [36, 2 * 2 * 1, 20] },
    { kernel: 11, stride: 4, tile: 4, shape: [36, 2 * 1 * 1, 80] },
  ] as const)('computes $kernel×$kernel with stride $stride by tiles of $tile', (each) => {
    const { kernel, stride, tile, shape } = each;
    const given = {
      kernel: [kernel, kernel],
      strides: [stride, stride],
      pads: evenPads(3),
    } as const;
    const graph = conv([2, kernel === 11 ? 13 : 8, kernel === 11 ? 11 : 4, 5], 6, given);
    const lowered = byTile(graph, tile);
    verifyGraph(lowered);
    expect(valueNamed(lowered, 'y/winograd-input').shape).toEqual(shape);
    const x = valueNamed(graph, 'x').shape;
    const inputs = { x: random(x, 3) };
    const want = evaluateGraph(graph, inputs).get('y')?.data ?? [];
    const got = evaluateGraph(lowered, inputs).get('y')?.data ?? [];
    expect(got).toHaveLength(want.length);
    for (const [i, value] of want.entries())
      expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(1e-4);
    expect(costOfGraph(lowered).macs).toBe(costOfGraph(graph).macs);
    // Tuning may choose so; the rules do not.
    expect(byItsRule(graph, winograd, 'software')).toBe(graph);
  });

  it('costs what the convolution does, in parameters and multiply-adds', () => {
    const graph = conv([2, 5, 7, 3], 6);
    const lowered = byTile(graph, 2);
    const [{ macs, parameters }, after] = [costOfGraph(graph), costOfGraph(lowered)];
    expect({ macs: after.macs, parameters: after.parameters }).toEqual({ macs, parameters });
    expect(costOfNodes(lowered).map((cost) => [cost.macs, cost.parameters])).toEqual([
      [0, 0],
      [2 * 5 * 7 * 6 * 27, 6 * 27],
      [0, 6],
    ]);
  });

  it.each<[string, Partial<Conv2dAttributes>]>([
    ['other windows', { kernel: [3, 1] }],
    ['windows that have no such tile', { kernel: [7, 7], strides: [2, 2] }],
    ['strides', { strides: [1, 2] }],
    ['dilations', { dilations: [2, 1] }],
    ['groups', { groups: 2 }],
    ['quantised results', { activation: { quantize: { scale: 1, low: 0, high: 255 } } }],
  ])('leaves %s as they are', (_, given) => {
    const graph = conv([1, 9, 9, 4], 4, given);
    expect(byTile(graph, 2)).toBe(graph);
  });

  it('leaves weights that are computed', () => {
    const builder = new GraphBuilder('computed', 'nhwc');
    builder.input('x', [1, 4, 4, 2]);
    builder.input('w', [2, 2, 3, 3]);
    builder.node('conv2d', 'y', ['x', 'w'], {
      ...WINDOW,
      strides: [1, 1],
      dilations: [1, 1],
      groups: 1,
      activation: 'none',
    });
    const graph = builder.build(['y']);
    expect(byTile(graph, 2)).toBe(graph);
  });

  it('leaves what would not fit into a binding of 128 MiB', () => {
    // 512 · 512 tiles of 16 elements of 8 channels take exactly that. 256 · 256 tiles of 36 take less.
    const lower = (k: number, tile: WinogradTile) =>
      opsOf(byTile(conv([1, 1024, 1024, 1], k), tile));
    expect(lower(8, 2)).toHaveLength(3);
    expect(lower(9, 2)).toEqual(['conv2d']);
    expect(lower(12, 4)).toHaveLength(3);
    expect(lower(13, 4)).toEqual(['conv2d']);
  });

  it.each([
    { h: 8, c: 16, k: 64, ops: 3 },
    { h: 6, c: 16, k: 64, ops: 1 },
    { h: 8, c: 15, k: 64, ops: 1 },
    { h: 8, c: 16, k: 63, ops: 1 },
  ])('lowers by the rule: $h×$h, $c to $k channels to $ops nodes', ({ h, c, k, ops }) => {
    const graph = conv([1, h, h, c], k);
    expect(byItsRule(graph, winograd, 'software').nodes).toHaveLength(ops);
    expect(byItsRule(graph, winograd, 'hardware')).toBe(graph);
  });

  it('finds names that are free', () => {
    const builder = new GraphBuilder('names', 'nhwc');
    builder.input('x', [1, 4, 4, 2]);
    builder.node('activation', 'y/winograd-input', ['x'], { activation: 'relu' });
    addSeeded(builder, 'y', 'y/winograd-input', 3);
    const lowered = byTile(builder.build(['y']), 2);
    verifyGraph(lowered);
    expect(lowered.nodes.map(({ name }) => name)).toContain('y/winograd-input2');
  });
});
