// A kernel case as a graph with seeded data: one node, whose input and output may lie inside concatenations.
import { GraphBuilder } from '../../src/ir/builder';
import type { Graph } from '../../src/ir/graph';
import { elementsOf, tilesOf } from '../../src/ir/winograd';
import { f32Tensor, type Shape, type Tensor } from '../../src/tensor/tensor';
import { product } from '../../src/util/math';
import { seededRandom } from '../../src/util/random';
import type { KernelCase } from './case-parts';
import { ROW_OPS } from './cases';

/** A graph and its inputs. */
export interface CaseGraph {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The output of the node under test. */
  readonly result: string;
}

/** Builds the graph; the same seed gives the same numbers. */
export function buildCase(test: KernelCase, seed: number): CaseGraph {
  const builder = new CaseBuilder(seed, test);
  const x = builder.input('x', inputShape(test));
  const outputs: string[] = [];
  let source = x;
  if (test.inputInside) {
    // A computed value, so that it is placed in the concatenation rather than copied there.
    source = builder.graph.node('activation', 'placed', [x], { activation: 'none' });
    outputs.push(builder.surround(source, test.inputInside, 'input-concat'));
  }
  const result = builder.node(test, source);
  if (test.outputInside) outputs.push(builder.surround(result, test.outputInside, 'output-concat'));
  outputs.push(result);
  if (test.node.op === 'top-k') outputs.push('indices');
  return { graph: earlyNeighbours(builder.graph.build(outputs)), inputs: builder.inputs, result };
}

/**
 * Neighbours on one side are computed before everything else, those on the other are copied in at the end: so the node
 * under test must keep what is already there, and its own result must outlast a later write beside it.
 */
function earlyNeighbours(graph: Graph): Graph {
  const isEarly = ({ name }: { name: string }) => name.endsWith('-early');
  const late = graph.nodes.filter((node) => !isEarly(node));
  return { ...graph, nodes: [...graph.nodes.filter(isEarly), ...late] };
}

function inputShape({ node, batch, size, channels, flattens }: KernelCase): Shape {
  const { op } = node;
  if (node.op === 'winograd-multiply' || node.op === 'winograd-output') {
    const { attributes } = node;
    return [elementsOf(attributes), batch * product(tilesOf(size, attributes.tile)), channels];
  }
  if (ROW_OPS.includes(op) && !(flattens && op !== 'top-k')) return [batch, channels * size[0]];
  if (op === 'fully-connected' && !flattens) return [batch, channels];
  return [batch, ...size, channels];
}

class CaseBuilder {
  readonly graph = new GraphBuilder('case', 'nhwc');
  readonly inputs: Record<string, Tensor> = {};
  readonly #random: () => number;

  constructor(
    seed: number,
    readonly test: KernelCase,
  ) {
    this.#random = seededRandom(seed);
  }

  input(name: string, shape: Shape): string {
    this.inputs[name] = this.#tensor(shape);
    return this.graph.input(name, shape);
  }

  /** Puts a value between two others of the same height and width. */
  surround(value: string, [before, after]: readonly [number, number], name: string): string {
    const left = this.#neighbour('left', name, value, before);
    const right = this.#neighbour('right', name, value, after);
    return this.graph.node('concat', name, [...left, value, ...right], {});
  }

  /** A computed value lies in the concatenation from the start, an input is copied there. */
  #neighbour(side: 'left' | 'right', name: string, value: string, channels: number): string[] {
    if (channels === 0) return [];
    const shape = [...this.graph.shapeOf(value).slice(0, -1), channels];
    const input = this.input(`${name}-${side}`, shape);
    if (side !== this.test.early) return [input];
    return [this.graph.node('activation', `${input}-early`, [input], { activation: 'none' })];
  }

  node(test: KernelCase, x: string): string {
    const { op, attributes } = test.node;
    switch (op) {
      case 'conv2d': {
        const { groups, kernel } = attributes;
        const w = this.#constant('w', [test.filters, test.channels / groups, ...kernel]);
        const b = this.#constant('b', [test.filters]);
        const vectors = attributes.prologue === undefined ? [] : this.#scaleAndShift(test);
        return this.graph.node(op, 'y', [x, w, b, ...vectors], attributes);
      }
      case 'fully-connected': {
        const features = product(this.graph.shapeOf(x).slice(1));
        const w = this.#constant('w', [test.filters, features]);
        return this.graph.node(op, 'y', [x, w, this.#constant('b', [test.filters])], attributes);
      }
      case 'bias-add':
        return this.graph.node(op, 'y', [x, this.#constant('b', [test.channels])], {});
      case 'batch-norm':
        return this.graph.node(op, 'y', [x, ...this.#scaleAndShift(test)], attributes);
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'prelu':
        return this.graph.node(op, 'y', this.#operands(test, x), attributes);
      case 'matmul':
        return this.graph.node(op, 'y', [x, this.#matrices(test)], attributes);
      case 'reshape': {
        const shape = [test.batch, ...attributes.shape];
        return this.graph.node(op, 'y', [x], { shape });
      }
      case 'slice': {
        const { starts, steps, sizes } = attributes;
        return this.graph.node(op, 'y', [x], {
          starts: [0, ...starts],
          steps: [1, ...steps],
          sizes: [test.batch, ...sizes],
        });
      }
      case 'as-strided': {
        const { shape, offset, sizes, strides } = attributes;
        return this.graph.node(op, 'y', [x], {
          shape: [test.batch, ...shape],
          offset,
          sizes: [test.batch, ...sizes],
          strides: [product(test.size) * test.channels, ...strides],
        });
      }
      case 'fire-expand': {
        const { channels, filters } = test;
        const [w1, b1] = [
          this.#constant('w1', [filters, channels, 1, 1]),
          this.#constant('b1', [filters]),
        ];
        // x's channels are also the number of 3×3 filters, so that a case has two.
        const [w3, b3] = [
          this.#constant('w3', [channels, channels, 3, 3]),
          this.#constant('b3', [channels]),
        ];
        return this.graph.node(op, 'y', [x, w1, b1, w3, b3], attributes);
      }
      case 'separable-conv2d': {
        const { channels, filters } = test;
        const [wd, bd] = [
          this.#constant('wd', [channels, 1, ...attributes.kernel]),
          this.#constant('bd', [channels]),
        ];
        const [wp, bp] = [
          this.#constant('wp', [filters, channels, 1, 1]),
          this.#constant('bp', [filters]),
        ];
        return this.graph.node(op, 'y', [x, wd, bd, wp, bp], attributes);
      }
      case 'fire': {
        const { channels, filters } = test;
        const squeeze = [
          this.#constant('w0', [filters, channels, 1, 1]),
          this.#constant('b0', [filters]),
        ];
        // The parts have as many channels as x, and three more.
        const expands = [
          this.#constant('w1', [channels, filters, 1, 1]),
          this.#constant('b1', [channels]),
          this.#constant('w3', [channels + 3, filters, 3, 3]),
          this.#constant('b3', [channels + 3]),
        ];
        return this.graph.node(op, 'y', [x, ...squeeze, ...expands], attributes);
      }
      case 'winograd-multiply': {
        const { kernel } = attributes;
        const w = this.#constant('w', [test.filters, test.channels, kernel, kernel]);
        const pixels = test.batch * attributes.pixels;
        return this.graph.node(op, 'y', [x, w], { ...attributes, pixels });
      }
      case 'winograd-output': {
        const [, h, w] = attributes.size;
        const inputs = [x, this.#constant('b', [test.channels])];
        return this.graph.node(op, 'y', inputs, { ...attributes, size: [test.batch, h, w] });
      }
      case 'top-k':
        this.graph.multiOutputNode(op, 'top-k', [x], attributes, ['y', 'indices']);
        return 'y';
      default:
        return this.graph.node(op, 'y', [x], attributes);
    }
  }

  #operands(test: KernelCase, x: string): string[] {
    const isReversed = test.second === 'nothing, first constant';
    return isReversed ? [this.#second(test), x] : [x, this.#second(test)];
  }

  #second({ second, batch, size, channels }: KernelCase): string {
    switch (second) {
      case 'nothing':
        return this.input('second', [batch, ...size, channels]);
      case 'nothing, constant':
      case 'nothing, first constant':
        return this.#constant('second', [batch, ...size, channels]);
      case 'pixels':
        return this.input('second', [batch, 1, 1, channels]);
      case 'everything':
        return this.input('second', [channels]);
      case 'everything, constant':
        return this.#constant('second', [channels]);
    }
  }

  /** The second operand of a product of matrices, whose first are [width, channels]. */
  #matrices({ second, batch, size, channels, filters }: KernelCase): string {
    const shape = [batch, size[0], channels, filters];
    const isConstant = second === 'everything, constant';
    return isConstant ? this.#constant('second', shape) : this.input('second', shape);
  }

  #scaleAndShift({ channels }: KernelCase): [string, string] {
    return [this.#constant('scale', [channels]), this.#constant('shift', [channels])];
  }

  #constant(name: string, shape: Shape): string {
    return this.graph.constant(name, this.#tensor(shape));
  }

  /** Steps of 1/32 in [-2, 2), times the reach: both signs, ties for top-k, and zeros unless they would be divisors. */
  #tensor(shape: Shape): Tensor {
    const { node, reach } = this.test;
    const values = Float32Array.from({ length: product(shape) }, () => {
      const value = Math.floor(this.#random() * 128) / 32 - 2;
      return reach * (value === 0 && node.op === 'div' ? 2 : value);
    });
    return f32Tensor(shape, values);
  }
}
