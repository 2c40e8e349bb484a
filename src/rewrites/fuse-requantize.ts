// A convolution of whole numbers of steps, then the rounding of its sums → one node, one dispatch: a quantised layer.
import type { AnyNode } from '../graph/graph';
import { producerOf } from '../graph/uses';
import { type Activation, isQuantized } from '../ops/elementwise/functions';
import { isOnlyFor, passOf } from './pass';

/** Float32 has all whole numbers up to here: a limit beyond it is none for sums that are exact. */
const MOST_EXACT = 2 ** 24;

/** The fused node keeps the rounding's name and output. */
export const fuseRequantize = passOf('fuse-requantize', (graph, node) => {
  if (node.op !== 'requantize' || node.attributes.ties !== 'even') return null;
  const [x = '', factors = ''] = node.inputs;
  const layer = producerOf(graph, x);
  if (layer?.op !== 'conv2d' || layer.inputs.length !== 3 || !isOnlyFor(graph, x, node))
    return null;
  const constants = [...layer.inputs.slice(1), factors];
  if (!constants.every((name) => graph.constants.has(name))) return null;
  const { activation, prologue, ...window } = layer.attributes;
  if (prologue !== undefined || !leavesWhole(activation)) return null;
  const { name, outputs } = node;
  const { range } = node.attributes;
  const fused: AnyNode = {
    ...{ name, outputs, op: 'requantized-conv2d' },
    inputs: [...layer.inputs, factors],
    attributes: { ...window, range },
  };
  return { take: [layer, node], give: [fused] };
});

/** Whether an activation leaves whole numbers as they are. */
function leavesWhole(activation: Activation): boolean {
  if (activation === 'none') return true;
  if (!isQuantized(activation)) return false;
  const { scale, low, high } = activation.quantize;
  return scale === 1 && low <= -MOST_EXACT && high >= MOST_EXACT;
}
