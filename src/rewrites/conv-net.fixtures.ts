// Graphs of pointwise and depthwise convolutions, for rewrites that join pairs of them.
import { expect } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { verifyGraph } from '../graph/verify';
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { RELU6 } from '../ops/elementwise/functions';
import { evenPads, NO_PADS } from '../ops/window';
import { evaluateGraph } from '../reference/evaluate-graph';
import { f32Tensor, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import { seededRandom } from '../util/random';
import type { Rewrite } from './rewrite';
import { rewritten } from './rewrite.fixtures';

const SHAPE = [2, 7, 5, 6] as const;

function random(shape: Shape, seed: number) {
  const next = seededRandom(seed);
  return f32Tensor(
    shape,
    Float32Array.from({ length: product(shape) }, () => 2 * next() - 1),
  );
}

/** What a convolution is, where it is not as its kind has it. */
export interface Given extends Partial<Conv2dAttributes> {
  readonly filters?: number;
  readonly x?: string;
  /** What weights and bias are. */
  readonly weightsAre?: 'computed';
  readonly biasIs?: 'absent' | 'computed';
}

/** Adds layers to a graph with an input x. */
export class ConvNet {
  readonly builder = new GraphBuilder('pairs', 'nhwc');

  constructor() {
    this.builder.input('x', SHAPE);
  }

  /** A 3×3 convolution in groups of one channel, but for what is given. */
  depthwise(name: string, given: Given = {}): string {
    const channels = this.builder.shapeOf(given.x ?? 'x').at(-1) ?? 0;
    const window = { kernel: [3, 3], pads: evenPads(1), groups: channels } as const;
    return this.#conv(name, { ...window, filters: channels, activation: RELU6, ...given });
  }

  /** A 1×1 convolution to 5 channels, but for what is given. */
  pointwise(name: string, x = 'x', given: Given = {}): string {
    const filters = 5;
    return this.#conv(name, { kernel: [1, 1], activation: 'relu', filters, ...given, x });
  }

  #conv(name: string, { filters = 0, x = 'x', weightsAre, biasIs, ...given }: Given): string {
    const attributes: Conv2dAttributes = {
      ...{ kernel: [1, 1], strides: [1, 1], pads: NO_PADS, dilations: [1, 1] },
      ...{ groups: 1, activation: 'none' },
      ...given,
    };
    const c = this.builder.shapeOf(x).at(-1) ?? 0;
    const add = (part: string, shape: Shape, isComputed: boolean) =>
      isComputed
        ? this.builder.input(`${name}.${part}`, shape)
        : this.builder.constant(`${name}.${part}`, random(shape, product(shape)));
    const shape = [filters, c / attributes.groups, ...attributes.kernel];
    const weights = [add('w', shape, weightsAre === 'computed')];
    if (biasIs !== 'absent') weights.push(add('b', [filters], biasIs === 'computed'));
    if (attributes.prologue) weights.push(add('scale', [c], false), add('shift', [c], false));
    return this.builder.node('conv2d', name, [x, ...weights], attributes);
  }

  tanh(name: string, x = 'x'): string {
    return this.builder.node('activation', name, [x], { activation: 'tanh' });
  }

  concat(name: string, ...values: string[]): string {
    return this.builder.node('concat', name, values, {});
  }
}

/** Lowers, verifies, and holds every output against that of the graph before. */
export function lowered(graph: Graph, rewrite: Rewrite): Graph {
  const result = rewritten(graph, rewrite, 'software');
  verifyGraph(result);
  const inputs = { x: random(SHAPE, 3) };
  const [want, got] = [evaluateGraph(graph, inputs), evaluateGraph(result, inputs)];
  for (const name of graph.outputs) expect(got.get(name)?.data).toEqual(want.get(name)?.data);
  return result;
}
