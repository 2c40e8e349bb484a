// A fire module in one node (arXiv:1602.07360, section 3.1).
import { fusedOp, layer } from '../fused-op';
import type { Attributes } from '../schema';
import { conv2d, POINTWISE } from './conv2d';
import { expandLayers } from './fire-expand';

/** A 1×1 convolution, the squeeze layer, and the expand layers of its result, which is not stored. */
export const fire = fusedOp({
  name: 'fire',
  attributes: {
    /** The activation of the squeeze layer. */
    squeeze: 'activation',
    /** That of the expand layers. */
    activation: 'activation',
    /** Side of the windows whose filters are y's first channels. */
    first: [1, 3],
  },
  inputs: 'x w0:weight b0:weight w1:weight b1:weight w3:weight b3:weight',
  of: ({ squeeze, activation, first }) => [
    layer(conv2d, { ...POINTWISE, activation: squeeze }, 'x w0 b0', 's'),
    ...expandLayers('s', activation, first),
  ],
});

/** What the node is told. */
export type FireAttributes = Attributes<typeof fire.attributes>;
