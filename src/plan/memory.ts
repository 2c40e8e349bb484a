// What a plan takes in memory, known before any of it is made.
import type { Taking } from '../graph/budget';
import type { Graph } from '../graph/graph';
import { BYTES_PER_ELEMENT } from '../tensor/tensor';
import { product } from '../util/math';
import type { Plan } from './plan';

/** Bytes by node: the numbers of its constants, what they are packed to, and the slots that it binds. */
export function* memoryOf({ nodes, constants }: Graph, plan: Plan): Generator<Taking> {
  for (const [index, { name, inputs }] of nodes.entries()) {
    for (const input of inputs) {
      const tensor = constants.get(input);
      if (tensor) yield [name, tensor, product(tensor.shape) * BYTES_PER_ELEMENT];
    }
    for (const resource of plan.steps[index]?.resources ?? []) {
      const slot = resource.kind === 'slot' && plan.slots[resource.slot];
      if (slot) yield [name, slot, slot.byteLength];
      const constant = resource.kind === 'constant' && plan.constants[resource.constant];
      if (constant) yield [name, constant.packing, constant.byteLength];
    }
  }
}
