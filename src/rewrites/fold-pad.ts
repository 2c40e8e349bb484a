// pad2d with zeros, then conv2d → conv2d with more padding: exporters write padding that SAME cannot say on its own.
import { producerOf } from '../graph/uses';
import type { OpAttributes } from '../ops/registry';
import { isOnlyFor, passOf } from './pass';

/** Moves zeros around a feature map into the window of the convolution that reads it. */
export const foldPad = passOf('fold-pad', (graph, node) => {
  if (node.op !== 'conv2d') return null;
  const [x = '', ...constants] = node.inputs;
  const border = producerOf(graph, x);
  if (border?.op !== 'pad2d' || !isOfZeros(border.attributes)) return null;
  // Zeros ahead of a prologue are normalised with the rest; those of a window are not.
  if (node.attributes.prologue !== undefined || !isOnlyFor(graph, x, node)) return null;
  const { pads } = node.attributes;
  const more = border.attributes.pads;
  const folded = {
    ...node,
    inputs: [border.inputs[0] ?? '', ...constants],
    attributes: {
      ...node.attributes,
      pads: {
        top: pads.top + more.top,
        left: pads.left + more.left,
        bottom: pads.bottom + more.bottom,
        right: pads.right + more.right,
      },
    },
  };
  return { take: [border, node], give: [folded] };
});

function isOfZeros({ mode = 'constant', value }: OpAttributes['pad2d']): boolean {
  return mode === 'constant' && value === 0;
}
