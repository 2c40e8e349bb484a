// Graphs of squeeze and expand layers for the tests of what they are lowered to.
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { evenPads } from '../ops/window';
import { f32Tensor, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import { seededRandom } from '../util/random';
import { optimizeGraph } from './all-passes';

/** The shape of x. */
export const SHAPE = [2, 5, 4, 6] as const;

/** Numbers in [−1, 1), the same for the same seed. */
export function random(shape: Shape, seed: number) {
  const next = seededRandom(seed);
  return f32Tensor(
    shape,
    Float32Array.from({ length: product(shape) }, () => 2 * next() - 1),
  );
}

/** Adds layers with random weights and biases to a graph with an input x. */
export class FireNet {
  readonly builder = new GraphBuilder('fire', 'nhwc');

  constructor() {
    this.builder.input('x', SHAPE);
  }

  /** A convolution with bias, its window padded so that it keeps the size. */
  conv(name: string, side: 1 | 3, k: number, given: Partial<Conv2dAttributes> = {}, x = 'x') {
    const attributes: Conv2dAttributes = {
      kernel: [side, side],
      pads: evenPads(side === 3 ? 1 : 0),
      strides: [1, 1],
      dilations: [1, 1],
      groups: 1,
      activation: 'relu',
      ...given,
    };
    const c = (this.builder.shapeOf(x).at(-1) ?? 0) / attributes.groups;
    const w = this.builder.constant(`${name}.w`, random([k, c, side, side], k + side));
    const b = this.builder.constant(`${name}.b`, random([k], k));
    return this.builder.node('conv2d', name, [x, w, b], attributes);
  }

  /** A layer of another kind. */
  relu(name: string, x: string): string {
    return this.builder.node('activation', name, [x], { activation: 'tanh' });
  }

  /** Joins values along channels. */
  concat(name: string, ...values: string[]): string {
    return this.builder.node('concat', name, values, {});
  }

  /** The graph after the passes. */
  build(...outputs: string[]): Graph {
    return optimizeGraph(this.builder.build(outputs));
  }
}
