// Small graphs for the tests of passes: a builder with short calls, and inputs to run them with.

import { expect } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { valueNamed } from '../graph/graph';
import { verifyGraph } from '../graph/verify';
import { randomTensor } from '../ops/compute.fixtures';
import type { Activation } from '../ops/elementwise/functions';
import { evenPads, NO_PADS } from '../ops/window';
import { evaluateGraph } from '../reference/evaluate-graph';
import { channelsOf, type Shape, type Tensor } from '../tensor/tensor';

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

  norm(name: string, x: string): string {
    const channels = [channelsOf(this.graph.shapeOf(x))];
    const vectors = [
      this.weights(`${name}.scale`, channels),
      this.weights(`${name}.shift`, channels),
    ];
    return this.graph.node('batch-norm', name, [x, ...vectors], { activation: 'none' });
  }

  relu(name: string, x: string): string {
    return this.activation(name, x, 'relu');
  }

  activation(name: string, x: string, activation: Activation): string {
    return this.graph.node('activation', name, [x], { activation });
  }

  mul(name: string, a: string, b: string): string {
    return this.graph.node('mul', name, [a, b], { activation: 'none' });
  }

  reshape(name: string, x: string, shape: Shape): string {
    return this.graph.node('reshape', name, [x], { shape });
  }

  transpose(name: string, x: string, permutation: readonly number[]): string {
    return this.graph.node('transpose', name, [x], { permutation });
  }

  /** Channels from `first` to before `end`. */
  channels(name: string, x: string, first: number, end: number): string {
    const shape = this.graph.shapeOf(x);
    const outer = shape.slice(0, -1);
    return this.graph.node('slice', name, [x], {
      starts: [...outer.map(() => 0), first],
      steps: shape.map(() => 1),
      sizes: [...outer, end - first],
    });
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

/** Random tensors for all inputs of a graph. */
export function randomInputs(graph: Graph): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map((name, index) => [
      name,
      randomTensor(valueNamed(graph, name).shape, 100 + index),
    ]),
  );
}

/** Checks that a rewritten graph is sound and that its outputs are the same bits, or differ by no more than `bound`. */
export function expectSameOutputs(graph: Graph, changed: Graph, bound = 0): void {
  verifyGraph(changed);
  const inputs = randomInputs(graph);
  const before = evaluateGraph(graph, inputs);
  const after = evaluateGraph(changed, inputs);
  for (const name of graph.outputs) {
    const [want, got] = [before.get(name), after.get(name)];
    expect(got?.shape, name).toEqual(want?.shape);
    const differences = Array.from(want?.data ?? [], (value, i) =>
      Math.abs((got?.data[i] ?? Number.NaN) - value),
    );
    expect(
      differences.every((difference) => difference <= bound),
      `${name}: ${differences}`,
    ).toBe(true);
  }
}
