// Dropout in training mode whose ratio is 0: exporters write it where an architecture calls the function without saying which mode.
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';

/** The node without its mode, where it drops nothing in any. */
export function withoutMode(net: OnnxNet, node: OnnxNode): OnnxNode {
  const ratio = net.optional(node, 1);
  const dropsNothing = ratio?.kind === 'constant' && ratio.data[0] === 0;
  return dropsNothing ? { ...node, inputs: node.inputs.slice(0, 1) } : node;
}
