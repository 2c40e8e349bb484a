// What a network takes in memory on the CPU, known before any of it is made.
import type { Taking } from '../graph/budget';
import { type Graph, valueNamed } from '../graph/graph';
import { growthOf } from '../graph/peak-bytes';
import { BYTES_PER_ELEMENT } from '../tensor/tensor';
import { product } from '../util/math';
import { packedBytes } from './panel-sizes';

/** The numbers of a constant here, and those that a worker is sent. */
const COPIES = 2;

/** Bytes by node: its constants, the filters that it packs, and by how much its values make the most that lives at a time more. */
export function* cpuMemoryOf(graph: Graph): Generator<Taking> {
  const { nodes, constants } = graph;
  const packed = new Map<string, object>();
  for (const { name, op, inputs, attributes } of nodes) {
    for (const input of inputs) {
      const tensor = constants.get(input);
      if (tensor) yield [name, tensor, COPIES * product(tensor.shape) * BYTES_PER_ELEMENT];
    }
    const [, w = ''] = inputs;
    if (op !== 'conv2d' || !constants.has(w)) continue;
    const { groups } = attributes;
    const key = `${groups} ${w}`;
    const filters = packed.get(key) ?? {};
    packed.set(key, filters);
    yield [name, filters, packedBytes(valueNamed(graph, w).shape, groups)];
  }
  for (const [name, growth] of growthOf(graph)) yield [name, {}, growth];
}
