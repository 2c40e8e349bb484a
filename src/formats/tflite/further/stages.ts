// Nodes that several operators become.
import type { UnaryName } from '../../../ops/elementwise/unary';
import type { Shape } from '../../../tensor/tensor';
import { LARGEST_FLOAT } from '../../../util/math';
import type { Stage, TfliteNet } from '../tflite-net';

/** A function of one value. */
export function unaryStage({ graph }: TfliteNet, name: UnaryName): Stage {
  return {
    suffix: name,
    add: (node, x) => graph.node('unary', node, [x], { function: name }),
  };
}

/** A number times itself. */
export function squareStage({ graph }: TfliteNet): Stage {
  return {
    suffix: 'square',
    add: (name, x) => graph.node('mul', name, [x, x], { activation: 'none' }),
  };
}

/** Each number times one and the same. */
export function scaleStage(net: TfliteNet, factor: number): Stage {
  return withNumber(net, 'mul', factor);
}

/** Each number plus one and the same. */
export function offsetStage(net: TfliteNet, offset: number): Stage {
  return withNumber(net, 'add', offset);
}

/** Each number, but at least so much. */
export function limitStage({ graph }: TfliteNet, least: number): Stage {
  const activation = { clamp: [least, LARGEST_FLOAT] as const };
  return {
    suffix: 'limited',
    add: (name, x) => graph.node('activation', name, [x], { activation }),
  };
}

function withNumber(net: TfliteNet, op: 'mul' | 'add', number: number): Stage {
  return {
    suffix: op,
    add: (name, x) => {
      const channels = net.graph.shapeOf(x).at(-1) ?? 1;
      const numbers = net.addFilled(`${name}/number`, [channels], number);
      return net.graph.node(op, name, [x, numbers], { activation: 'none' });
    },
  };
}

/** Axis i of y is axis permutation[i] of x. */
export function transposeStage({ graph }: TfliteNet, permutation: Shape): Stage {
  return {
    suffix: 'transpose',
    add: (name, x) => graph.node('transpose', name, [x], { permutation }),
  };
}
