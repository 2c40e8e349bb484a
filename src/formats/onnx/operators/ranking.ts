// Where the largest numbers are, and which.
import { product } from '../../../util/math';
import { intOf } from '../attributes';
import { withAxisLast } from '../layout';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { axisOf, type Computed, type OnnxNet, outputOf } from '../onnx-net';
import type { Converter, Converters } from './converter';
import { numbersOf } from './shapes';

const { INT64 } = ONNX_TYPES;

export const RANKING: Converters = {
  ArgMax: extreme(false),
  ArgMin: extreme(true),
  TopK: topK,
};

/** The smallest number is the largest of those with the other sign. */
function extreme(isSmallest: boolean): Converter {
  return (net, node) => {
    const given = net.value(node, 0);
    const name = outputOf(node);
    const x = isSmallest ? negated(net, given, `${name}/negated`) : given;
    const axis = axisOf(net, node, intOf(node, 'axis', 0), x.dims.length);
    const order = withAxisLast(x.order, axis);
    const takesLast = intOf(node, 'select_last_index', 0) !== 0;
    const keeps = intOf(node, 'keepdims', 1) !== 0;
    const found = net.add('arg-max', `${name}/index`, [net.reordered(x, order).value], {
      takesLast,
    });
    const dims = x.dims.map((size, i) => (i === axis ? 1 : size));
    const index: Computed = { kind: 'computed', value: found, dims, order };
    const left = dims.filter((_, i) => i !== axis);
    const whole = keeps ? index : net.reshaped(index, left, name);
    net.define(name, { ...whole, integer: INT64 }, node.offset);
  };
}

function negated(net: OnnxNet, x: Computed, name: string): Computed {
  return { ...x, value: net.add('unary', name, [x.value], { function: 'neg' }) };
}

/** Values are sorted, the first of equal ones first, whether the node asks for it or not. */
function topK(net: OnnxNet, node: OnnxNode): void {
  const given = net.value(node, 0);
  const name = outputOf(node) || (node.outputs[1] ?? '');
  const rank = given.dims.length;
  const axis = axisOf(net, node, intOf(node, 'axis', -1), rank);
  const k = net.opset < 10 ? intOf(node, 'k', 0) : (numbersOf(net, node, 1)?.[0] ?? 0);
  const length = given.dims[axis] ?? 0;
  if (!(k >= 1 && k <= length)) throw net.misfit(node, `takes the ${k} largest of ${length}`);
  const isSmallest = net.opset >= 11 && intOf(node, 'largest', 1) === 0;
  const x = isSmallest ? negated(net, given, `${name}/negated`) : given;
  const order = withAxisLast(x.order, axis);
  const rows = [product(x.dims) / length, length];
  const source = net.reordered(x, order).value;
  const flat = net.add('reshape', `${name}/rows`, [source], { shape: rows });
  const top = net.graph.freshName(`${name}/values`);
  net.graph.multiOutputNode('top-k', net.graph.freshName(`${name}/top`), [flat], { k }, [
    top,
    net.graph.freshName(`${name}/indices`),
  ]);
  const dims = x.dims.map((size, i) => (i === axis ? k : size));
  const shape = order.map((each) => dims[each] ?? 1);
  const put = (part: string, output: string, integer?: number) => {
    if (output === '') return;
    const value = net.add('reshape', `${output}/placed`, [part], { shape });
    const whole = integer === undefined ? {} : { integer };
    net.define(output, { kind: 'computed', value, dims, order, ...whole }, node.offset);
  };
  if (outputOf(node) !== '') {
    put(
      isSmallest ? net.add('unary', `${name}/restored`, [top], { function: 'neg' }) : top,
      outputOf(node),
    );
  }
  const index = node.outputs[1] ?? '';
  if (index !== '') put(net.add('top-indices', `${index}/numbers`, [flat], { k }), index, INT64);
}
