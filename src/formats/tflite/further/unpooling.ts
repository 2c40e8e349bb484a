// MediaPipe's pair of custom operators: a max pooling that tells where it found its numbers, and one that puts numbers back
// there. Places are never computed: what puts numbers back looks again at what was pooled.
import type { Window } from '../../../ops/window';
import { NO_PADS } from '../../../ops/window';
import { sameShape } from '../../../tensor/tensor';
import { finishingStages } from '../activations';
import type { Converters } from '../ops';
import type { TfliteNet } from '../tflite-net';
import type { TfliteOperator } from '../tflite-operator';

export const UNPOOLING: Converters = {
  'CUSTOM:MaxPoolingWithArgmax2D': convertMaxPool,
  'CUSTOM:MaxUnpooling2D': convertMaxUnpool,
};

/** Windows that do not overlap. @throws UnsupportedError for others */
function windowOf(net: TfliteNet, operator: TfliteOperator): Window['kernel'] {
  const bytes = operator.table.bytes('customOptions')?.data ?? new Uint8Array();
  if (bytes.length < 24) throw net.misfit(operator, `has ${bytes.length} bytes of options`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // TensorFlow Lite's own record: padding, strides and filter (width first each time), and the function at the end.
  const [, strideW = 0, strideH = 0, filterW = 0, filterH = 0, fused = 0] = Array.from(
    { length: 6 },
    (_, i) => view.getInt32(4 * i, true),
  );
  if (filterH < 1 || filterW < 1 || strideH !== filterH || strideW !== filterW || fused !== 0) {
    throw net.unsupported(
      operator,
      `has windows of ${filterH}×${filterW} in strides of ${strideH}×${strideW}, and function ${fused}`,
    );
  }
  return [filterH, filterW];
}

/** Windows have to fill the map: otherwise padding says where they start. */
function checkFills(
  net: TfliteNet,
  operator: TfliteOperator,
  kernel: Window['kernel'],
  map: readonly number[],
): void {
  if (map.length === 4 && (map[1] ?? 0) % kernel[0] === 0 && (map[2] ?? 0) % kernel[1] === 0)
    return;
  throw net.unsupported(
    operator,
    `pools [${map}] in windows of ${kernel.join('×')} that do not fill it`,
  );
}

function convertMaxPool(net: TfliteNet, operator: TfliteOperator): void {
  const kernel = windowOf(net, operator);
  const x = net.value(operator, 0);
  checkFills(net, operator, kernel, net.graph.shapeOf(x));
  const window = { kernel, strides: kernel, pads: NO_PADS, ceilMode: false };
  net.emit(operator, x, [
    { suffix: 'pool', add: (name, from) => net.graph.node('max-pool2d', name, [from], window) },
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

function convertMaxUnpool(net: TfliteNet, operator: TfliteOperator): void {
  const kernel = windowOf(net, operator);
  const [, places = -1] = operator.inputs;
  const pool = net.file.operators.find(({ outputs }) => outputs[1] === places);
  if (pool?.op !== 'CUSTOM:MaxPoolingWithArgmax2D') {
    throw net.unsupported(operator, 'puts numbers where no max pooling found them');
  }
  const source = net.value(pool, 0);
  const map = net.graph.shapeOf(source);
  checkFills(net, operator, kernel, map);
  const x = net.value(operator, 0);
  const pooled = [map[0] ?? 0, (map[1] ?? 0) / kernel[0], (map[2] ?? 0) / kernel[1], map[3] ?? 0];
  if (!sameShape(windowOf(net, pool), kernel) || !sameShape(net.graph.shapeOf(x), pooled)) {
    throw net.unsupported(operator, 'puts numbers back in other windows than they came from');
  }
  net.emit(operator, x, [
    {
      suffix: 'unpool',
      add: (name, from) => net.graph.node('max-unpool2d', name, [from, source], { kernel }),
    },
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}
