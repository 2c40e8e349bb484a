// The op fire as the layers that it stands for: a squeeze layer, and the node fire-expand on its result.
import {
  type Conv2dAttributes,
  type FireAttributes,
  type FireExpandAttributes,
  POINTWISE,
} from './ops';

/** The squeeze layer: of the node's first three inputs. */
export function squeezeAttributes({ squeeze }: FireAttributes): Conv2dAttributes {
  return { ...POINTWISE, activation: squeeze };
}

/** The expand layers: of the squeeze layer's result and the node's other inputs. */
export function expandAttributes({ activation, first }: FireAttributes): FireExpandAttributes {
  return { activation, first };
}
