// The three steps of a Winograd convolution against the convolution itself, by the bound that rewrites/winograd.ts states.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import { computing, randomTensor, tensorOf } from '../ops/compute.fixtures';
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { patchSide, phasesOf, type WinogradForm, windowsOf } from '../ops/conv/winograd';
import { rounding as roundingOfInput } from '../ops/conv/winograd-input.reference';
import { rounding as roundingOfOutput } from '../ops/conv/winograd-output.reference';
import { FLOAT32 } from '../ops/number-format';
import { WINOGRAD_FORMS } from '../ops/ops.fixtures';
import type { RoundingPart } from '../ops/reference';
import type { Summation } from '../ops/sum-of-products';
import { evenPads, type Pads } from '../ops/window';
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { accuracyOf } from './bounds';

const conv2d = computing('conv2d');
const winogradInput = computing('winograd-input');
const winogradMultiply = computing('winograd-multiply');
const winogradOutput = computing('winograd-output');

interface Layer {
  readonly form: WinogradForm;
  readonly x: readonly [n: number, h: number, w: number, c: number];
  readonly k: number;
  readonly pads: Pads;
}

/** For windows of 3×3; x is as much larger as other windows are. */
const SHAPES: readonly Omit<Layer, 'form'>[] = [
  { x: [1, 3, 3, 1], k: 1, pads: evenPads(0) },
  { x: [2, 7, 5, 3], k: 4, pads: evenPads(1) },
  { x: [1, 6, 9, 5], k: 2, pads: { top: 2, left: 0, bottom: 0, right: 1 } },
  { x: [3, 4, 4, 2], k: 3, pads: { top: 0, left: 3, bottom: 3, right: 0 } },
  { x: [1, 1, 1, 17], k: 6, pads: evenPads(1) },
];
const LAYERS: readonly Layer[] = SHAPES.flatMap((shape) =>
  WINOGRAD_FORMS.map((form): Layer => {
    const [n, h, w, c] = shape.x;
    const more = form.kernel - 3;
    return { ...shape, form, x: [n, h + more, w + more, c] };
  }),
);
/** Roundings besides those of the sum over channels, by the side of a patch: see rewrites/winograd.ts. */
const ROUNDINGS: Readonly<Record<number, number>> = { 4: 8, 6: 12 };

/** The nodes in a graph, so that shapes are inferred. */
function stepsOf({ form, x, k, pads }: Layer) {
  const builder = new GraphBuilder('layer', 'nhwc');
  const [n, h, w] = x;
  const size = [n, ...windowsOf([h, w], pads, form)] as const;
  builder.input('x', x);
  builder.constant('w', randomTensor([k, x[3], form.kernel, form.kernel], 2));
  builder.constant('b', randomTensor([k], 3));
  builder.node('winograd-input', 'v', ['x'], { ...form, pads });
  const pixels = size[0] * size[1] * size[2];
  builder.node('winograd-multiply', 'm', ['v', 'w'], { ...form, pixels });
  builder.node('winograd-output', 'y', ['m', 'b'], { ...form, size, activation: 'none' });
  return { graph: builder.build(['y']), size };
}

const SMALL = { tile: 2, kernel: 3, stride: 1 } as const;

const sumMagnitudes: Summation = (_, { x, w, length, xFrom, wFrom }) => {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += Math.abs((x[xFrom + i] ?? 0) * (w[wFrom + i] ?? 0));
  return sum;
};

const CALL = { expected: [], format: FLOAT32 } as const;

/** The magnitudes that an op's only rounding is counted at. */
function termsOf([part]: readonly RoundingPart[]): Float32Array<ArrayBuffer> {
  if (!part || !('of' in part) || typeof part.of === 'string') throw new RangeError('No terms.');
  return Float32Array.from(part.of);
}

const only = ([tensor = zeros([0])]: readonly Tensor[]) => tensor;

describe.each(LAYERS)('$form.tile, $form.kernel, $form.stride, x [$x], $k filters', (layer) => {
  const { graph, size } = stepsOf(layer);
  const x = randomTensor(layer.x, 1);
  const [w = zeros([0]), b = zeros([0])] = [...graph.constants.values()];
  const { form, pads } = layer;
  const shapeOf = (name: string) => graph.values.get(name)?.shape ?? [];
  const shape = (name: string) => [shapeOf(name)];

  it('is the convolution, up to the stated roundings of the magnitudes that are added', () => {
    const v = only(winogradInput([x], { ...form, pads }, shape('v')));
    const product = { ...form, pixels: size[0] * size[1] * size[2] };
    const m = only(winogradMultiply([v, w], product, shape('m')));
    const y = only(winogradOutput([m, b], { ...form, size, activation: 'relu' }, shape('y')));
    const window: Conv2dAttributes = {
      kernel: [form.kernel, form.kernel],
      strides: [form.stride, form.stride],
      dilations: [1, 1],
      groups: 1,
      pads,
      activation: 'relu',
    };
    const want = only(conv2d([x, w, b], window, shape('y'))).data;
    // W of the bound: every step's magnitudes are computed from the magnitudes of the one before.
    const v1 = f32Tensor(
      shapeOf('v'),
      termsOf(
        roundingOfInput({
          ...CALL,
          attributes: { ...form, pads },
          inputs: [x],
          shapes: [shapeOf('v')],
        }),
      ),
    );
    const m1 = only(winogradMultiply([v1, w], product, shape('m'), sumMagnitudes));
    const y1 = termsOf(
      roundingOfOutput({
        ...CALL,
        attributes: { ...form, size, activation: 'none' },
        inputs: [m1, b],
        shapes: [shapeOf('y')],
      }),
    );
    expect(y.data).toHaveLength(want.length);
    for (const [i, value] of want.entries()) {
      const terms = layer.x[3] * phasesOf(form) + (ROUNDINGS[patchSide(form)] ?? 0);
      const bound = terms * 2 ** -24 * (y1[i] ?? 0);
      expect(Math.abs((y.data[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(bound);
    }
  });

  it('has bounds in each step that are far below a mistake', () => {
    for (const node of graph.nodes) {
      const { bounds, magnitudes } = accuracyOf({ graph, inputs: { x }, node });
      const largest = Math.max(...bounds);
      expect(largest).toBeGreaterThan(0);
      expect(largest).toBeLessThan(1e-4 * Math.max(...magnitudes));
    }
  });
});

it('counts magnitudes of what is subtracted', () => {
  const ones = tensorOf([1, 4, 4, 1], Array(16).fill(1));
  const [patches = zeros([0])] = winogradInput([ones], { ...SMALL, pads: evenPads(0) }, [
    [16, 1, 1],
  ]);
  // Bᵀ of ones is 0, 2, 0, 0: the squares of it, where magnitudes give 2 for each.
  expect([...patches.data]).toEqual([0, 0, 0, 0, 0, 4, ...Array(10).fill(0)]);
  const terms = termsOf(
    roundingOfInput({
      ...CALL,
      attributes: { ...SMALL, pads: evenPads(0) },
      inputs: [ones],
      shapes: [[16, 1, 1]],
    }),
  );
  expect(terms).toEqual(new Float32Array(16).fill(4));
});
