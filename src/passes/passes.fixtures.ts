// Small graphs for the tests of passes: a builder with short calls, and inputs to run them with.
import { GraphBuilder } from '../ir/builder';
import type { Graph } from '../ir/graph';
import { valueNamed } from '../ir/graph';
import { evenPads, NO_PADS } from '../ir/ops';
import { channelsOf, f32Tensor, type Shape, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import { seededRandom } from '../util/random';

/** Builds graphs with one input `x` [1, 5, 4, 3] and random weights; every method returns a value's name. */
export class SmallNet {
  readonly graph = new GraphBuilder('small', 'nhwc');
  readonly x: string;

  constructor(shape: Shape = [1, 5, 4, 3]) {
    this.x = this.graph.input('x', shape);
  }

  conv(name: string, x: string, channels: number, kernel: 1 | 3 = 1): string {
    const shape = [channels, channelsOf(this.graph.shapeOf(x)), kernel, kernel];
    return this.graph.node('conv2d', name, [x, this.weights(`${name}.w`, shape)], {
      kernel: [kernel, kernel],
      strides: [1, 1],
      pads: kernel === 3 ? evenPads(1) : NO_PADS,
      dilations: [1, 1],
      groups: 1,
      activation: 'none',
    });
  }

  bias(name: string, x: string): string {
    const b = this.weights(`${name}.b`, [channelsOf(this.graph.shapeOf(x))]);
    return this.graph.node('bias-add', name, [x, b], {});
  }

  relu(name: string, x: string): string {
    return this.graph.node('activation', name, [x], { activation: 'relu' });
  }

  concat(name: string, inputs: readonly string[]): string {
    return this.graph.node('concat', name, inputs, {});
  }

  pool(name: string, x: string): string {
    return this.graph.node('max-pool2d', name, [x], {
      kernel: [3, 3],
      strides: [1, 1],
      pads: evenPads(1),
      ceilMode: false,
    });
  }

  build(...outputs: string[]): Graph {
    return this.graph.build(outputs);
  }

  weights(name: string, shape: Shape): string {
    return this.graph.constant(name, randomTensor(shape, name.length));
  }
}

/** Numbers in [-1, 1), the same for the same seed. */
function randomTensor(shape: Shape, seed: number): Tensor {
  const random = seededRandom(seed);
  return f32Tensor(
    shape,
    Float32Array.from({ length: product(shape) }, () => 2 * random() - 1),
  );
}

/** Random tensors for all inputs of a graph. */
export function randomInputs(graph: Graph): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map((name, index) => [
      name,
      randomTensor(valueNamed(graph, name).shape, 100 + index),
    ]),
  );
}

/** The ops of a graph, in order. */
export function opsOf(graph: Graph): string[] {
  return graph.nodes.map(({ op }) => op);
}
