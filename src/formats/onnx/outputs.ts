// The outputs of a file: under their own names, feature maps with channels last, as ours go out.
import { ModelFormatError, UnsupportedError } from '../../errors';
import type { AnyNode, Graph } from '../../graph/graph';
import { canonicalOrder, sameOrder } from './layout';
import type { OnnxGraph, OnnxValueInfo } from './onnx-model';
import type { Computed, OnnxNet } from './onnx-net';
import type { OnnxOps } from './ops';

/**
 * Builds the graph with the file's outputs.
 * Their shapes are what the nodes give, whatever the file says of them.
 * @throws ModelFormatError for an output that nothing writes; UnsupportedError for an input's name that is another value's as well
 */
export function buildWithOutputs(
  net: OnnxNet,
  { inputs, outputs }: OnnxGraph,
  asOutput: OnnxOps['asOutput'],
): Graph {
  if (outputs.length === 0) throw damaged('', 'The file has no outputs.');
  const renames = new Map<string, string>();
  const taken = new Set<string>();
  const values = outputs.map((output) => {
    if (taken.has(output.name))
      throw damaged(output.name, `Two outputs are named "${output.name}".`);
    taken.add(output.name);
    const value = outputValue(net, output, asOutput);
    const isInput = value === output.name && inputs.some(({ name }) => name === value);
    if (isInput && net.lookUp(value)?.kind === 'computed') return value;
    // A value that is an output already, or comes from outside, is copied: outputs are values of their own.
    const isFree = net.isWritten(value) && !renames.has(value);
    const own = isFree ? value : net.add('copy', `${output.name}/copy`, [value], {});
    renames.set(own, output.name);
    return own;
  });
  return renamed(net.graph.build(values), renames);
}

function outputValue(net: OnnxNet, { name }: OnnxValueInfo, asOutput: OnnxOps['asOutput']): string {
  const operand = net.lookUp(name);
  if (!operand) throw damaged(name, `Nothing writes the output "${name}".`);
  if (operand.kind === 'computed' && operand.quantization !== undefined && !asOutput) {
    throw new UnsupportedError(
      `The output "${name}" is quantised; Kindling's outputs are real numbers.`,
    );
  }
  const stored: Computed = asOutput?.(net, operand, name) ?? net.stored(operand);
  const order = canonicalOrder(stored.dims.length);
  return sameOrder(order, stored.order) ? stored.value : net.reordered(stored, order).value;
}

/** Gives values other names; who has such a name already gets another. */
function renamed(graph: Graph, renames: ReadonlyMap<string, string>): Graph {
  const wanted = new Set(renames.values());
  const rename = (name: string) => {
    const given = renames.get(name);
    if (given !== undefined) return given;
    return wanted.has(name) ? `${name}/inner` : name;
  };
  const isInput = new Set(graph.inputs);
  const clash = graph.inputs.find((name) => wanted.has(name));
  if (clash !== undefined) {
    throw new UnsupportedError(
      `"${clash}" is the name of an input and of an output that is another value.`,
    );
  }
  return {
    ...graph,
    nodes: graph.nodes.map(
      (node): AnyNode => ({
        ...node,
        name: rename(node.name),
        inputs: node.inputs.map(rename),
        outputs: node.outputs.map(rename),
      }),
    ),
    outputs: graph.outputs.map(rename),
    values: new Map(
      [...graph.values].map(([name, value]) => {
        const own = isInput.has(name) ? name : rename(name);
        return [own, { ...value, name: own }];
      }),
    ),
    constants: new Map([...graph.constants].map(([name, tensor]) => [rename(name), tensor])),
  };
}

function damaged(layer: string, message: string): ModelFormatError {
  return new ModelFormatError(message, { layer, offset: 0 });
}
