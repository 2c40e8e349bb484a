// ScatterND of constants: masks that exporters write part by part.
import { product } from '../../../util/math';
import { stringOf } from '../attributes';
import { type Constant, foldedConstant } from '../constant';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { scatteredRows } from '../operators/scatter';
import type { Folders } from './folder';

export const CONSTANT_SCATTER: Folders = {
  ScatterND: (net, node, [x, , updates]) =>
    x && updates ? [scattered(net, node, x, updates)] : [],
};

/** What happens to a number that an update comes to. */
const REDUCTIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  ...{ none: (_, b) => b, add: (a, b) => a + b, mul: (a, b) => a * b },
  ...{ min: Math.min, max: Math.max },
};

function scattered(net: OnnxNet, node: OnnxNode, x: Constant, updates: Constant): Constant {
  const word = stringOf(node, 'reduction', 'none');
  const reduce = REDUCTIONS[word];
  if (!reduce) throw net.unsupported(node, `reduces by "${word}"`);
  const { rows, count } = scatteredRows(net, node, x.dims);
  const width = product(x.dims) / count;
  const updatesOf = new Map<number, number[]>();
  for (const [update, row] of rows.entries()) {
    const known = updatesOf.get(row);
    if (known) known.push(update);
    else updatesOf.set(row, [update]);
  }
  return foldedConstant(outputOf(node), x.dims, x.dataType, (i) => {
    const here = updatesOf.get(Math.floor(i / width)) ?? [];
    return here.reduce(
      (number, update) => reduce(number, updates.data[update * width + (i % width)] ?? 0),
      x.data[i] ?? 0,
    );
  });
}
