// Whether a file can be read by the common ops alone.
import { COMMON_OPS } from './common-ops';
import { liveNodes } from './live-nodes';
import type { OnnxGraph } from './onnx-model';
import { opKey } from './ops';

/** Whether nodes are of other ops, or may have to be computed while reading: those whose inputs are all constants. */
export function usesFurtherOps(graph: OnnxGraph): boolean {
  const { converters, folders } = COMMON_OPS;
  const constants = new Set(graph.initializers.map(({ name }) => name));
  return liveNodes(graph).some((node) => {
    const { opType, inputs, outputs } = node;
    if (folders.has(opType)) {
      for (const name of outputs) constants.add(name);
      return false;
    }
    const isFolded = inputs.every((name) => name === '' || constants.has(name));
    // Two computed matrices, where a layer's weights are constant.
    const isProduct = opType === 'Gemm' && !constants.has(inputs[1] ?? '');
    return !converters.has(opKey(node)) || isFolded || isProduct;
  });
}
