// The types of a node's outputs from those of its inputs, by its op; and the error of inputs that do not fit.
import { GraphError } from '../errors';
import { type InputRole, inputCounts, rolesOf, type SomeOp, type ValueType } from '../ops/op';
import { opNamed } from '../ops/registry';
import type { AnyNode } from './graph';

/** Types of all outputs of a node. @throws GraphError when the inputs do not fit the op. */
export function inferOutputs(node: AnyNode, inputs: readonly ValueType[]): ValueType[] {
  // The union of all ops has no common type of attributes; each op takes its own.
  const op: SomeOp = opNamed(node.op);
  const misfit = (problem: string) =>
    new GraphError(`Node "${node.name}" (${node.op}) ${problem}.`);
  const { least, most } = inputCounts(op);
  if (inputs.length < least || inputs.length > most) {
    throw misfit(`needs ${listOf(rolesOf(op))}`);
  }
  return [...op.infer(inputs, node.attributes, misfit)];
}

/** `x, w and b (or none)` */
function listOf(roles: readonly InputRole[]): string {
  const names = roles.map(({ name, isOptional }) => (isOptional ? `${name} (or none)` : name));
  return new Intl.ListFormat('en-GB').format(names);
}
