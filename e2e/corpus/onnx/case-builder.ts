// Builds the small graphs of the ONNX writer's cases.
import { GraphBuilder } from '../../../src/graph/builder';
import type { OpAttributes, OpName } from '../../../src/ops/registry';
import type { AxisOrder } from '../../../src/tensor/layout';
import { f32Tensor, type Shape } from '../../../src/tensor/tensor';
import { product } from '../../../src/util/math';
import { seededRandom } from '../../../src/util/random';

/** A graph under construction with seeded constants. */
export class CaseBuilder {
  readonly graph: GraphBuilder;
  readonly #random = seededRandom(7);

  constructor(name: string, axisOrder: AxisOrder) {
    this.graph = new GraphBuilder(name, axisOrder);
  }

  input(shape: Shape, name = 'x'): string {
    return this.graph.input(name, shape);
  }

  /** A constant of numbers from −1 to 1, or from `least` on. */
  constant(name: string, shape: Shape, least = -1): string {
    const data = Float32Array.from(
      { length: product(shape) },
      () => least + (1 - least) * this.#random(),
    );
    return this.graph.constant(name, f32Tensor(shape, data));
  }

  /** Adds a node that is called as its op is; gives its output. */
  op<O extends OpName>(op: O, inputs: readonly string[], attributes: OpAttributes[O]): string {
    return this.graph.node(op, `${op}_1`, inputs, attributes);
  }
}
