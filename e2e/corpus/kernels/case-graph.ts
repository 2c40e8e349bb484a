// A kernel case as a graph with seeded data: one node, whose input and output may lie inside concatenations.
import { GraphBuilder } from '../../../src/graph/builder';
import type { Graph } from '../../../src/graph/graph';
import type { CaseOperand } from '../../../src/ops/cases';
import { FURTHER_OPS } from '../../../src/ops/further-ops.gen';
import type { Domain } from '../../../src/ops/reference';
import { f32Tensor, type Shape, type Tensor } from '../../../src/tensor/tensor';
import { product } from '../../../src/util/math';
import { seededRandom } from '../../../src/util/random';
import type { KernelCase } from './case-parts';
import { casesFor } from './cases';

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
  outputs.push(...(casesFor(test.node.op).outputs ?? []).slice(1));
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

function inputShape(test: KernelCase): Shape {
  const { node, batch, size, channels } = test;
  return casesFor(node.op).x?.(node.attributes, test) ?? [batch, ...size, channels];
}

class CaseBuilder {
  readonly graph = new GraphBuilder('case', 'nhwc', FURTHER_OPS);
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
    const { op } = test.node;
    const { inBatch, operands, outputs = ['y'] } = casesFor(op);
    const { attributes } = test.node;
    const given = operands?.(attributes, test, this.graph.shapeOf(x)) ?? [];
    const others = given.map((operand) => [operand, this.#operand(operand)] as const);
    const placed = (isFirst: boolean) =>
      others.flatMap(([operand, name]) => ((operand.isFirst ?? false) === isFirst ? [name] : []));
    const inputs = [...placed(true), x, ...placed(false)];
    const [result = 'y'] = outputs;
    const name = outputs.length === 1 ? result : op;
    this.graph.multiOutputNode(
      op,
      name,
      inputs,
      inBatch?.(attributes, test) ?? attributes,
      outputs,
    );
    return result;
  }

  #operand({ name, shape, isConstant }: CaseOperand): string {
    return isConstant ? this.#constant(name, shape) : this.input(name, shape);
  }

  #constant(name: string, shape: Shape): string {
    return this.graph.constant(name, this.#tensor(shape));
  }

  /** Steps of 1/32 in [-2, 2), times the reach: both signs, ties for top-k, and zeros unless they would be divisors. */
  #tensor(shape: Shape): Tensor {
    const { node, reach } = this.test;
    const { domain: given } = casesFor(node.op);
    const domain = typeof given === 'function' ? given(node.attributes) : given;
    const values = Float32Array.from({ length: product(shape) }, () => {
      const value = Math.floor(this.#random() * 128) / 32 - 2;
      return reach * inDomain(value, domain);
    });
    return f32Tensor(shape, values);
  }
}

/** The number, or one like it that the op is defined for. */
function inDomain(value: number, domain: Domain = 'all'): number {
  if (domain === 'all' || value > 0) return value;
  if (value === 0) return 2;
  return domain === 'positive' ? -value : value;
}
