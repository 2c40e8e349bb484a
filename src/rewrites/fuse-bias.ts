// conv2d or fully-connected without bias, then bias-add → the same with bias.
import { producerOf } from '../graph/uses';
import { isOnlyFor, passOf } from './pass';

/** Moves a bias into the epilogue of the layer before it. The fused node keeps the bias-add's name and output. */
export const fuseBias = passOf('fuse-bias', (graph, node) => {
  if (node.op !== 'bias-add') return null;
  const [x = '', bias = ''] = node.inputs;
  const layer = producerOf(graph, x);
  if (layer?.op !== 'conv2d' && layer?.op !== 'fully-connected') return null;
  if (layer.inputs.length !== 2 || layer.attributes.activation !== 'none') return null;
  if (!graph.constants.has(bias) || !isOnlyFor(graph, x, node)) return null;
  const fused = {
    ...layer,
    name: node.name,
    inputs: [...layer.inputs, bias],
    outputs: node.outputs,
  };
  return { take: [layer, node], give: [fused] };
});
