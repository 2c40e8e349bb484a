// What turns one ONNX node into nodes of our graph.
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';

/** Adds a node to the graph. @throws UnsupportedError, ModelFormatError or GraphError about this node. */
export type Converter = (net: OnnxNet, node: OnnxNode) => void;

/** Converters by op type. */
export type Converters = Readonly<Record<string, Converter>>;

/** Refuses a node that writes more than its first output. Names of outputs that nothing reads are empty. */
export function refuseFurtherOutputs(net: OnnxNet, node: OnnxNode, what: string): void {
  if (node.outputs.slice(1).some((name) => name !== '')) throw net.unsupported(node, what);
}
