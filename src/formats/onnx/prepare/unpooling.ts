// Unpoolings as they are read: places are never computed, so what puts numbers back looks again at what was pooled.
import { product } from '../../../util/math';
import { intOf, intsOf, stringOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';

/** The domain of a `MaxUnpool` that takes what was pooled in place of where the largest numbers were. */
export const OF_SOURCE = 'kindling';

/** Nodes whose unpoolings take what was pooled, where that was in windows of the same kind. */
export function withSources(nodes: readonly OnnxNode[]): OnnxNode[] {
  const pools = new Map<string, OnnxNode>();
  for (const node of nodes) {
    if (node.opType === 'MaxPool') pools.set(node.outputs[1] ?? '', node);
  }
  return nodes.map((node) => {
    const [x = '', places = '', ...sizes] = node.inputs;
    const pool = pools.get(places);
    const [source = ''] = pool?.inputs ?? [];
    const isOf = node.opType === 'MaxUnpool' && places !== '' && pool && hasSameWindows(node, pool);
    return isOf ? { ...node, domain: OF_SOURCE, inputs: [x, source, ...sizes] } : node;
  });
}

function hasSameWindows(unpool: OnnxNode, pool: OnnxNode): boolean {
  const windows = [unpool, pool].map((node) =>
    ['kernel_shape', 'strides', 'pads'].map((name) => intsOf(node, name)?.join() ?? ''),
  );
  return (
    String(windows[0]) === String(windows[1]) &&
    product(intsOf(pool, 'dilations') ?? []) === 1 &&
    intOf(pool, 'storage_order', 0) === 0 &&
    stringOf(pool, 'auto_pad', 'NOTSET') === 'NOTSET'
  );
}
