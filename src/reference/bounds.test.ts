// Bounds of the ops: what is copied is exact, what is rounded has a bound above what float32 loses and far below a
// mistake.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import { randomTensor, tensorOf } from '../ops/compute.fixtures';
import { type Activation, activate } from '../ops/elementwise/functions';
import { FLOAT16, FLOAT32 } from '../ops/number-format';
import type { AnyOp } from '../ops/registry';
import { evenPads, NO_PADS } from '../ops/window';
import type { Shape, Tensor } from '../tensor/tensor';
import { accuracyOf, boundsOf } from './bounds';
import { evaluateNodeAlone, type NodeUnderTest } from './node-alone';

const ULP = FLOAT32.ulp;

const CONV = {
  kernel: [1, 1],
  strides: [1, 1],
  pads: NO_PADS,
  dilations: [1, 1],
  groups: 1,
  activation: 'none',
} as const;

/** A node on these inputs; those from the second on are constants. */
function nodeOn(op: AnyOp, [x, ...constants]: readonly Tensor[]): NodeUnderTest {
  const builder = new GraphBuilder('test', 'nhwc');
  builder.input('x', x?.shape ?? []);
  const names = constants.map((tensor, index) => builder.constant(`c${index}`, tensor));
  builder.node(op.op, 'y', ['x', ...names], op.attributes);
  const graph = builder.build(['y']);
  const [node] = graph.nodes;
  if (!x || !node) throw new RangeError('The test has no node.');
  return { graph, inputs: { x }, node };
}

describe('boundsOf', () => {
  const x = randomTensor([1, 4, 4, 3], 1);

  it.each<AnyOp>([
    { op: 'copy', attributes: {} },
    { op: 'reshape', attributes: { shape: [1, 48] } },
    { op: 'transpose', attributes: { permutation: [0, 2, 1, 3] } },
    { op: 'global-max-pool', attributes: {} },
    { op: 'activation', attributes: { activation: 'relu' } },
    { op: 'activation', attributes: { activation: { clamp: [0, 6] } } },
    {
      op: 'resize2d',
      attributes: {
        size: [8, 8],
        scales: [2, 2],
        mode: 'nearest',
        coordinates: 'half-pixel',
        rounding: 'floor',
      },
    },
  ])('allows no error where nothing is rounded: $op', (op) => {
    expect(boundsOf(nodeOn(op, [x])).every((bound) => bound === 0)).toBe(true);
  });

  it('counts a sum at the magnitudes of its terms, not at its result', () => {
    const inputs = [tensorOf([1, 1, 1, 2], [100, -100]), tensorOf([1, 2, 1, 1], [1, 1])];
    const node = nodeOn({ op: 'conv2d', attributes: CONV }, [...inputs, tensorOf([1], [0.5])]);
    const { bounds, magnitudes } = accuracyOf(node);
    expect([...magnitudes]).toEqual([200.5]);
    expect(bounds[0]).toBeGreaterThan(100 * ULP);
    expect(bounds[0]).toBeLessThan(1000 * ULP);
    expect(boundsOf(node, { shortNumbers: true })).toEqual(Float64Array.of(0));
  });

  it('counts matrix products and averages like that too', () => {
    const a = tensorOf([1, 2], [3, -3]);
    const matmul = nodeOn({ op: 'matmul', attributes: {} }, [a, tensorOf([2, 1], [2, 2])]);
    expect([...accuracyOf(matmul).magnitudes]).toEqual([12]);
    const mean = nodeOn({ op: 'global-average-pool', attributes: {} }, [
      tensorOf([1, 1, 2, 1], [4, -2]),
    ]);
    expect([...accuracyOf(mean).magnitudes]).toEqual([3]);
  });

  it('counts the steps of a Winograd convolution at what they add and subtract', () => {
    const ones = tensorOf([1, 4, 4, 1], Array(16).fill(1));
    const input = nodeOn(
      { op: 'winograd-input', attributes: { tile: 2, kernel: 3, stride: 1, pads: NO_PADS } },
      [ones],
    );
    // Each element of BᵀdB has four terms, which mostly cancel.
    expect([...accuracyOf(input).magnitudes]).toEqual(Array(16).fill(4));
    expect(boundsOf(input)[0]).toBeCloseTo(1.5 * ULP * 4, 12);
    const patches = tensorOf([16, 1, 1], Array(16).fill(-1));
    const output = nodeOn(
      {
        op: 'winograd-output',
        attributes: { tile: 2, kernel: 3, stride: 1, size: [1, 2, 2], activation: 'relu' },
      },
      [patches, tensorOf([1], [-3])],
    );
    expect([...accuracyOf(output).magnitudes]).toEqual([12, 12, 12, 12]);
    expect(boundsOf(output)[0]).toBeCloseTo(3 * ULP * 12, 12);
  });

  it('counts those of a large tile by its own sums', () => {
    const ones = tensorOf([1, 6, 6, 1], Array(36).fill(1));
    const input = nodeOn(
      { op: 'winograd-input', attributes: { tile: 4, kernel: 3, stride: 1, pads: NO_PADS } },
      [ones],
    );
    // Magnitudes of the rows of Bᵀ add up to 10, 10, 10, 6, 6, 10.
    const rows = [10, 10, 10, 6, 6, 10];
    expect([...accuracyOf(input).magnitudes]).toEqual(rows.flatMap((a) => rows.map((b) => a * b)));
    expect(boundsOf(input)[0]).toBeCloseTo(2.5 * ULP * 100, 12);
    const patches = tensorOf([36, 1, 1], Array(36).fill(-1));
    const output = nodeOn(
      {
        op: 'winograd-output',
        attributes: { tile: 4, kernel: 3, stride: 1, size: [1, 4, 4], activation: 'relu' },
      },
      [patches, tensorOf([1], [-3])],
    );
    // Those of Aᵀ to 5, 6, 10, 19.
    const { magnitudes } = accuracyOf(output);
    expect([magnitudes[0], magnitudes[15]]).toEqual([28, 364]);
    expect(boundsOf(output)[15]).toBeCloseTo(4 * ULP * 364, 12);
  });

  it('counts expand layers as the convolutions that they are, each by its own window', () => {
    const attributes = { activation: 'none', first: 3 } as const;
    const operands = [
      tensorOf([1, 1, 2, 1], [1, -1]),
      tensorOf([2, 1, 1, 1], [3, -4]),
      tensorOf([2], [0, 1]),
      tensorOf([1, 1, 3, 3], Array(9).fill(1)),
      tensorOf([1], [-2]),
    ];
    const { bounds, magnitudes } = accuracyOf(nodeOn({ op: 'fire-expand', attributes }, operands));
    expect([...magnitudes]).toEqual([4, 3, 5, 4, 3, 5]);
    const [x, w1, b1, w3, b3] = operands;
    const window = { ...CONV, kernel: [3, 3], pads: evenPads(1) } as const;
    const boundsOfPart = (attributes: typeof CONV | typeof window, w = x, b = x) =>
      boundsOf(nodeOn({ op: 'conv2d', attributes }, [x, w, b] as Tensor[]));
    const [wide, pointwise] = [boundsOfPart(window, w3, b3), boundsOfPart(CONV, w1, b1)];
    const side = (pixel: number) => [wide[pixel], pointwise[2 * pixel], pointwise[2 * pixel + 1]];
    expect([...bounds]).toEqual([...side(0), ...side(1)]);
  });

  it('lets the errors of a map reach the sum that is made of it, each through its weight', () => {
    const window = { kernel: [1, 1], strides: [1, 1], pads: NO_PADS, dilations: [1, 1] } as const;
    const errorOf = (depthwiseActivation: Activation, w: number) => {
      const op: AnyOp = {
        op: 'separable-conv2d',
        attributes: { ...window, depthwiseActivation, activation: 'none' },
      };
      const operands = [
        tensorOf([1, 1, 1, 1], [1000]),
        tensorOf([1, 1, 1, 1], [1]),
        tensorOf([1], [-999.5]),
        tensorOf([1, 1, 1, 1], [w]),
        tensorOf([1], [0.25]),
      ];
      return boundsOf(nodeOn(op, operands))[0] ?? 0;
    };
    // 1000 − 999.5 is some ULP of 1000 off; the sum itself has those of 0.25 and of |w| · 0.5 besides.
    const inner = errorOf('none', 1);
    expect(inner).toBeGreaterThan(1000 * ULP);
    expect(errorOf('none', -8) / (8 * inner)).toBeCloseTo(1, 2);
    // A slope at most that steep passes on no more.
    for (const w of [1, -8]) expect(errorOf('relu', w)).toBe(errorOf('none', w));
    // The bias alone is exact.
    expect(errorOf('none', 0)).toBe(0);
  });

  it('adds up what an expanded map may be off over the window that filters it', () => {
    const operands = (weights: number[]) => [
      tensorOf([1, 1, 2, 2], [3, -3, 3, -3]),
      ...[tensorOf([1, 2, 1, 1], [1, 1]), tensorOf([1], [0])],
      ...[tensorOf([1, 1, 1, 2], weights), tensorOf([1], [0])],
    ];
    const errorOf = (...weights: number[]) => {
      const window = { kernel: [1, 2], strides: [1, 1], pads: NO_PADS, dilations: [1, 1] } as const;
      const attributes = { ...window, activation: 'none' } as const;
      return boundsOf(nodeOn({ op: 'expand-depthwise', attributes }, operands(weights)))[0] ?? 0;
    };
    // 3 − 3 has an error of its own in both pixels.
    const one = errorOf(1, 0);
    expect(one).toBeGreaterThan(3 * ULP);
    expect(errorOf(1, -1) / one).toBeCloseTo(2, 3);
    expect(errorOf(0, 8) / one).toBeCloseTo(8, 3);
  });

  it('multiplies what a squeeze layer may be off by the weights that expand it', () => {
    const attributes = { squeeze: 'relu', activation: 'none', first: 1 } as const;
    const operands = [
      tensorOf([1, 1, 1, 2], [3, -3]),
      ...[tensorOf([1, 2, 1, 1], [1, 1]), tensorOf([1], [0])],
      ...[tensorOf([1, 1, 1, 1], [-5]), tensorOf([1], [7])],
      ...[tensorOf([1, 1, 3, 3], Array(9).fill(2)), tensorOf([1], [0])],
    ];
    const node = nodeOn({ op: 'fire', attributes }, operands);
    // 3 − 3 has an error that five and two times reach what is behind it.
    const [pointwise = 0, window = 0] = boundsOf(node);
    const [, , bias] = operands;
    const [squeeze = 0] = boundsOf(
      nodeOn({ op: 'conv2d', attributes: CONV }, [...operands.slice(0, 2), bias] as Tensor[]),
    );
    expect(squeeze).toBeGreaterThan(3 * ULP);
    expect(window / squeeze).toBeCloseTo(2, 3);
    expect(pointwise).toBeGreaterThan(4.99 * squeeze);
    expect(pointwise).toBeLessThan(5 * squeeze + 10 * 7 * ULP);
    // The sums of short numbers are exact.
    expect(boundsOf(node, { shortNumbers: true })[0]).toBeLessThan(pointwise - 4 * squeeze);
  });

  it('covers a fire module that is computed in float32, and not by far', () => {
    const [c, s, k] = [40, 24, 3];
    const attributes = { squeeze: 'relu', activation: 'none', first: 1 } as const;
    const operands = [
      randomTensor([1, 1, 1, c], 1),
      ...[randomTensor([s, c, 1, 1], 2), randomTensor([s], 3)],
      ...[randomTensor([k, s, 1, 1], 4), randomTensor([k], 5)],
      ...[randomTensor([1, s, 3, 3], 6), randomTensor([1], 7)],
    ];
    const [x, w0, b0, w1, b1] = operands.map(({ data }) => data);
    const dot = (w: ArrayLike<number> = [], b: ArrayLike<number> = [], v: ArrayLike<number> = []) =>
      Array.from(b, (bias, row) =>
        Array.from(v).reduce(
          (sum, value, i) => Math.fround(sum + Math.fround(value * (w[row * v.length + i] ?? 0))),
          bias,
        ),
      );
    const got = dot(
      w1,
      b1,
      dot(w0, b0, x).map((value) => Math.max(value, 0)),
    );
    const node = nodeOn({ op: 'fire', attributes }, operands);
    const want = evaluateNodeAlone(node);
    const bounds = boundsOf(node);
    for (const [i, value] of got.entries()) {
      expect(Math.abs(value - (want[i] ?? 0))).toBeLessThanOrEqual(bounds[i] ?? 0);
      expect(bounds[i]).toBeLessThan(1e-2);
    }
  });

  it('covers the rounding of a prologue at the sum of its own terms', () => {
    const operands = [
      tensorOf([1, 1, 1, 1], [1000]),
      tensorOf([1, 1, 1, 1], [1]),
      tensorOf([1], [0]),
      tensorOf([1], [1]),
      tensorOf([1], [-999.5]),
    ];
    const attributes = { ...CONV, prologue: 'relu' } as const;
    const [bound = 0] = boundsOf(nodeOn({ op: 'conv2d', attributes }, operands));
    // 1000 − 999.5 is a small number with the errors of large ones.
    expect(bound).toBeGreaterThan(1000 * ULP);
    expect(bound).toBeLessThan(5000 * ULP);
  });

  it('allows a quantised result either side of the middle between steps, and only there', () => {
    const activation = { quantize: { scale: 0.25, low: -1, high: 1 } };
    const node = nodeOn({ op: 'activation', attributes: { activation } }, [
      tensorOf([1, 3], [0.375, 0.25, 0.3]),
    ]);
    const [tie = 0, step = 0, between = 0] = boundsOf(node);
    expect(tie).toBeGreaterThanOrEqual(0.25);
    expect(step).toBeLessThan(1e-6);
    expect(between).toBeLessThan(1e-6);
    expect([...boundsOf(node, { shortNumbers: true })]).toEqual([0, 0, 0]);
  });

  it('allows the other step its own rounding, where the reference has 0', () => {
    const scale = 0.35447436571121216; // what halves have of it is 1.8·10⁻⁵ more
    const activation = { quantize: { scale, low: -45, high: 45 } };
    const node = nodeOn({ op: 'activation', attributes: { activation } }, [
      tensorOf([1, 1], [scale / 2 - 1e-6]),
    ]);
    const [bound = 0] = boundsOf(node, { format: FLOAT16 });
    expect(bound).toBeGreaterThan(0.3544921875);
    expect(bound).toBeLessThan(scale + 2 * 2 ** -11);
  });

  it.each<AnyOp>([
    { op: 'activation', attributes: { activation: 'sigmoid' } },
    { op: 'activation', attributes: { activation: 'tanh' } },
    { op: 'activation', attributes: { activation: 'hard-swish' } },
    { op: 'activation', attributes: { activation: 'silu' } },
    { op: 'activation', attributes: { activation: { elu: 1.5 } } },
    { op: 'activation', attributes: { activation: { leakyRelu: 0.1 } } },
    { op: 'activation', attributes: { activation: { hardSigmoid: [0.2, 0.5] } } },
    { op: 'softmax', attributes: {} },
    { op: 'log-softmax', attributes: {} },
    { op: 'local-response-norm', attributes: { size: 3, alpha: 1e-4, beta: 0.75, bias: 1 } },
  ])('is small for functions of the range of one: $op', (op) => {
    const bounds = boundsOf(nodeOn(op, [randomTensor([1, 2, 2, 7], 2)]));
    expect(Math.max(...bounds)).toBeGreaterThan(0);
    expect(Math.max(...bounds)).toBeLessThan(2e-5);
  });

  it.each(['sigmoid', 'silu'] as const)(
    'allows %s to be flushed with its exponential',
    (activation) => {
      const node = nodeOn({ op: 'activation', attributes: { activation } }, [
        tensorOf([1, 4], [-200, -90, -60, 80]),
      ]);
      const [far = 0, flushed = 0, normal = 0, near = 0] = boundsOf(node);
      const [y = 0, z = 0] = [-90, -60].map((x) => Math.abs(activate(x, activation)));
      // WGSL lets devices flush what is below the least normal number, 2⁻¹²⁶ or e^−87.3.
      expect(far).toBeGreaterThan(0);
      expect(far).toBeLessThan(2 ** -125);
      expect(flushed).toBeGreaterThan(y);
      expect(flushed).toBeLessThan(2 * y + 2 ** -125);
      expect(normal).toBeLessThan(200 * ULP * z);
      expect(near).toBeLessThan(5 * ULP * 80);
    },
  );

  it('gives one rounding to sums and products, three units to quotients', () => {
    const second = tensorOf([3], [2, 3, 4]);
    const sized = (op: AnyOp) =>
      boundsOf(nodeOn(op, [tensorOf([1, 3], [1, 1, 1]), second]))[1] ?? 0;
    const attributes = { activation: 'none' } as const;
    expect(sized({ op: 'add', attributes })).toBeCloseTo(0.5 * ULP * 4, 14);
    expect(sized({ op: 'sub', attributes })).toBeCloseTo(0.5 * ULP * 2, 14);
    expect(sized({ op: 'mul', attributes })).toBeCloseTo(0.5 * ULP * 3, 14);
    expect(sized({ op: 'div', attributes })).toBeCloseTo(ULP, 14);
    const bias = nodeOn({ op: 'bias-add', attributes: {} }, [randomTensor([1, 3], 3), second]);
    expect(Math.max(...boundsOf(bias))).toBeGreaterThan(0);
    expect(Math.max(...boundsOf(bias, { shortNumbers: true }))).toBe(0);
  });

  it('judges one node of a larger graph as if it were alone', () => {
    const builder = new GraphBuilder('two', 'nhwc');
    builder.input('x', [1, 2] satisfies Shape);
    builder.node('activation', 'a', ['x'], { activation: 'relu' });
    builder.node('softmax', 'y', ['a'], {});
    const graph = builder.build(['y']);
    const [, node] = graph.nodes;
    if (!node) throw new RangeError('The graph has no second node.');
    const inputs = { x: tensorOf([1, 2], [-1, 2]) };
    const alone = nodeOn({ op: 'softmax', attributes: {} }, [tensorOf([1, 2], [0, 2])]);
    expect(boundsOf({ graph, inputs, node })).toEqual(boundsOf(alone));
  });
});
