// The types of a node's outputs from those of its inputs, by its op; and the error of inputs that do not fit.
import { GraphError } from '../errors';
import type { Misfit } from './misfit';
import { type InputRole, inputCounts, rolesOf, type SomeOp, type ValueType } from './op';
import { type OpName, opNamed } from './registry';

/** An op in a graph: the name of its node is what errors tell. */
interface NamedOp {
  readonly name: string;
  readonly op: OpName;
  readonly attributes: object;
}

/** Types of all outputs of a node. @throws GraphError when the inputs do not fit the op. */
export function inferOutputs(node: NamedOp, inputs: readonly ValueType[]): ValueType[] {
  // The union of all ops has no common type of attributes; each op takes its own.
  const op: SomeOp = opNamed(node.op);
  const misfit: Misfit = (problem) =>
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
