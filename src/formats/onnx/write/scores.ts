// Softmax and rankings as ONNX nodes.
import type { Node } from '../../../graph/graph';
import { ONNX_TYPES } from '../onnx-model';
import type { GraphWriter } from './graph-writer';

export function writeSoftmax(writer: GraphWriter, node: Node<'softmax' | 'log-softmax'>): void {
  const [x = ''] = node.inputs;
  const opType = node.op === 'softmax' ? 'Softmax' : 'LogSoftmax';
  const result = writer.result(node.outputs[0] ?? '');
  writer.main(node, opType, [writer.use(x)], result, { axis: writer.channelAxis(x) });
}

/** ONNX's indices are int64, ours uint32. */
export function writeTopK(writer: GraphWriter, node: Node<'top-k'>): void {
  const [x = ''] = node.inputs;
  const [values = '', indices = ''] = node.outputs;
  const k = writer.int64s(`${node.name}/k`, [node.attributes.k]);
  const wide = writer.fresh(`${indices}/int64`);
  const outputs = [writer.result(values), wide];
  writer.main(node, 'TopK', [writer.use(x), k], outputs, { axis: -1 });
  const to = { to: ONNX_TYPES.UINT32 };
  writer.emit(`${node.name}/cast`, 'Cast', [wide], writer.result(indices), to);
}

/** Indices of the largest, as numbers. */
export function writeTopIndices(writer: GraphWriter, node: Node<'top-indices'>): void {
  const k = writer.int64s(`${node.name}/k`, [node.attributes.k]);
  const [values, indices] = ['values', 'indices'].map((part) =>
    writer.fresh(`${node.name}/${part}`),
  );
  const outputs = [values ?? '', indices ?? ''];
  writer.main(node, 'TopK', [writer.use(node.inputs[0] ?? ''), k], outputs);
  const result = writer.result(node.outputs[0] ?? '');
  writer.emit(`${node.name}/number`, 'Cast', [indices ?? ''], result, { to: ONNX_TYPES.FLOAT });
}
