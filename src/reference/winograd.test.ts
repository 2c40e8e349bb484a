// The three steps of a Winograd convolution against the convolution itself, by the bound that lowerWinograd states.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../ir/builder';
import { type Conv2dAttributes, evenPads, type Pads } from '../ir/ops';
import { WINOGRAD_TILES, type WinogradTile } from '../ir/winograd';
import { type Tensor, zeros } from '../tensor/tensor';
import { boundsOf } from './bounds';
import { conv2d } from './conv2d';
import { randomTensor, tensorOf } from './reference.fixtures';
import { winogradInput, winogradMagnitudes, winogradMultiply, winogradOutput } from './winograd';

interface Layer {
  readonly tile: WinogradTile;
  readonly x: readonly [n: number, h: number, w: number, c: number];
  readonly k: number;
  readonly pads: Pads;
}

const SHAPES: readonly Omit<Layer, 'tile'>[] = [
  { x: [1, 3, 3, 1], k: 1, pads: evenPads(0) },
  { x: [2, 7, 5, 3], k: 4, pads: evenPads(1) },
  { x: [1, 6, 9, 5], k: 2, pads: { top: 2, left: 0, bottom: 0, right: 1 } },
  { x: [3, 4, 4, 2], k: 3, pads: { top: 0, left: 3, bottom: 3, right: 0 } },
  { x: [1, 1, 1, 17], k: 6, pads: evenPads(1) },
];
const LAYERS: readonly Layer[] = SHAPES.flatMap((shape) =>
  WINOGRAD_TILES.map((tile) => ({ ...shape, tile })),
);
/** Roundings besides those of the sum over channels: see lowerWinograd. */
const ROUNDINGS = { 2: 8, 4: 12 } as const;

/** The nodes in a graph, so that shapes are inferred. */
function stepsOf({ tile, x, k, pads }: Layer) {
  const builder = new GraphBuilder('layer', 'nhwc');
  const [n, h, w] = x;
  const size = [n, h + pads.top + pads.bottom - 2, w + pads.left + pads.right - 2] as const;
  builder.input('x', x);
  builder.constant('w', randomTensor([k, x[3], 3, 3], 2));
  builder.constant('b', randomTensor([k], 3));
  builder.node('winograd-input', 'v', ['x'], { tile, pads });
  const pixels = size[0] * size[1] * size[2];
  builder.node('winograd-multiply', 'm', ['v', 'w'], { tile, pixels });
  builder.node('winograd-output', 'y', ['m', 'b'], { tile, size, activation: 'none' });
  return { graph: builder.build(['y']), size };
}

const only = ([tensor = zeros([0])]: readonly Tensor[]) => tensor;

describe.each(LAYERS)('tiles of $tile, x [$x], $k filters', (layer) => {
  const { graph, size } = stepsOf(layer);
  const x = randomTensor(layer.x, 1);
  const [w = zeros([0]), b = zeros([0])] = [...graph.constants.values()];
  const { tile, pads } = layer;
  const shape = (name: string) => [graph.values.get(name)?.shape ?? []];

  it('is the convolution, up to the stated roundings of the magnitudes that are added', () => {
    const v = only(winogradInput([x], { tile, pads }, shape('v')));
    const m = only(winogradMultiply([v, w], { tile }, shape('m')));
    const y = only(winogradOutput([m, b], { tile, size, activation: 'relu' }, shape('y')));
    const window: Conv2dAttributes = {
      kernel: [3, 3],
      strides: [1, 1],
      dilations: [1, 1],
      groups: 1,
      pads,
      activation: 'relu',
    };
    const want = only(conv2d([x, w, b], window, shape('y'))).data;
    // W of the bound: every step's magnitudes are computed from the magnitudes of the one before.
    const [input, multiply, output] = graph.nodes;
    if (!input || !multiply || !output) throw new RangeError('The layer has three steps.');
    const v1 = winogradMagnitudes(input, [x], shape('v')) ?? zeros([0]);
    const m1 = winogradMagnitudes(multiply, [v1, w], shape('m')) ?? zeros([0]);
    const y1 = winogradMagnitudes(output, [m1, b], shape('y')) ?? zeros([0]);
    expect(y.data).toHaveLength(want.length);
    for (const [i, value] of want.entries()) {
      const bound = (layer.x[3] + ROUNDINGS[tile]) * 2 ** -24 * (y1.data[i] ?? 0);
      expect(Math.abs((y.data[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(bound);
    }
  });

  it('has bounds in each step that are far below a mistake', () => {
    for (const node of graph.nodes) {
      const largest = Math.max(...boundsOf({ graph, inputs: { x }, node }));
      expect(largest).toBeGreaterThan(0);
      expect(largest).toBeLessThan(1e-3);
    }
  });
});

it('counts magnitudes of what is subtracted', () => {
  const { graph } = stepsOf({ tile: 2, x: [1, 4, 4, 1], k: 1, pads: evenPads(0) });
  const [input] = graph.nodes;
  const ones = tensorOf([1, 4, 4, 1], Array(16).fill(1));
  const [patches = zeros([0])] = winogradInput([ones], { tile: 2, pads: evenPads(0) }, [
    [16, 1, 1],
  ]);
  // Bᵀ of ones is 0, 2, 0, 0: the squares of it, where magnitudes give 2 for each.
  expect([...patches.data]).toEqual([0, 0, 0, 0, 0, 4, ...Array(10).fill(0)]);
  expect(input && winogradMagnitudes(input, [ones], [[16, 1, 1]])?.data).toEqual(
    new Float32Array(16).fill(4),
  );
});
