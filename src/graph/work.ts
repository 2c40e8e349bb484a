// What a graph has to compute, other ops than those that papers count included.
import type { SomeOp } from '../ops/op';
import { isWeight, opNamed } from '../ops/registry';
import { channelsOf } from '../tensor/tensor';
import { product, roundUp } from '../util/math';
import type { Taking } from './budget';
import { type AnyNode, type Graph, valueNamed } from './graph';

/** What is no product has slower kernels: pools and normalisations of large windows take 6 to 23 times as long on SwiftShader. */
const READS_LIKE_PRODUCTS = 16;

/** By node: multiply-adds, or for ops that have none all that their outputs are computed from. */
export function* workOf(graph: Graph): Generator<Taking> {
  for (const node of graph.nodes) {
    const { products, reads } = workOfNode(graph, node);
    yield [node.name, node, products ?? reads];
  }
}

/**
 * Of each node what it takes a device, about, in multiply-adds of a wide convolution: lanes that pad channels to fours are
 * computed as well, which makes sixteen of one where a filter has one channel in and one out.
 */
export function deviceWorkOf(graph: Graph): number[] {
  const shapeOf = (name: string) => valueNamed(graph, name).shape;
  return graph.nodes.map((node) => {
    const { products, reads } = workOfNode(graph, node);
    const weights = node.inputs.find((_, position) => isWeight(node.op, position));
    const perGroup = weights === undefined ? undefined : shapeOf(weights)[1];
    const lanes = padding(channelsOf(shapeOf(node.outputs[0] ?? ''))) * padding(perGroup);
    return lanes * (products ?? READS_LIKE_PRODUCTS * reads);
  });
}

/** How many lanes there are for each of so many channels. */
function padding(channels = 4): number {
  return roundUp(channels, 4) / channels;
}

function workOfNode(graph: Graph, node: AnyNode) {
  const { macs, reads }: SomeOp = opNamed(node.op);
  const [y = [], ...inputs] = [node.outputs[0] ?? '', ...node.inputs].map(
    (name) => valueNamed(graph, name).shape,
  );
  return {
    products: macs?.(inputs, y, node.attributes),
    reads: product(y) * (reads?.(inputs, node.attributes) ?? 1),
  };
}
