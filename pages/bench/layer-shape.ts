// What a layer computes, in words, so that layers of one shape have one name.
import type { LayerReport } from '../../src/index';
import type { AnyNode, Graph } from '../../src/models/index';
import { formatShape } from '../shared/format';

/** Ops that become part of the convolution before them. */
const FUSED: ReadonlySet<string> = new Set(['activation', 'bias-add', 'batch-norm']);

/**
 * A layer's shape: `conv 3×3 / 2, 224×224×3 → 112×112×32`. Layers that the network as it was built does not have, such as
 * the steps of a Winograd convolution, are told by op and output.
 */
export function describeShape(graph: Graph, { name, op, outputShape }: LayerReport): string {
  const node = fusedFrom(graph, name);
  const input = graph.values.get(node?.inputs[0] ?? '')?.shape;
  const to = formatShape(outputShape.slice(1));
  if (node?.op !== 'conv2d' || op !== 'conv2d' || !input) return `${op} → ${to}`;
  const { kernel, strides, groups } = node.attributes;
  const isDepthwise = groups > 1 && groups === input.at(-1);
  const stride = strides[0] === 1 ? '' : ` / ${strides[0]}`;
  const grouped = groups > 1 && !isDepthwise ? ` in ${groups} groups` : '';
  const kind = `${isDepthwise ? 'depthwise' : 'conv'} ${formatShape(kernel)}${stride}${grouped}`;
  return `${kind}, ${formatShape(input.slice(1))} → ${to}`;
}

/** The node that a layer is named after is the last of those fused into it; the convolution is the first. */
function fusedFrom(graph: Graph, name: string): AnyNode | undefined {
  let node = graph.nodes.find((each) => each.name === name);
  while (node && FUSED.has(node.op)) {
    const [input = ''] = node.inputs;
    node = graph.nodes.find(({ outputs }) => outputs.includes(input));
  }
  return node;
}
