// A plan of one dispatch, of a call by itself: what a measurement runs.

import type { Call, Operand } from '../kernels/kernel';
import { FLOATS } from '../tensor/elements';
import { channelsOf } from '../tensor/tensor';
import { lazyConstant, type Plan, type Port } from './plan';
import { planPipeline } from './plan-pipeline';
import { ParamsCollector, type Resource } from './program';
import type { Selection } from './select-kernel';
import type { Target } from './target';

/** Plans a call as if its operands were a whole network's inputs and outputs, each in a buffer of its own. */
export function planCall(call: Call, selection: Selection, { kind, elements }: Target): Plan {
  const { precision } = elements;
  const specialized = selection.kernel.specialize(call, selection.variant, precision);
  const { id, params, workgroups, constants } = specialized;
  const operands = [...call.inputs, ...call.outputs];
  const ports = operands.map(portOf);
  const packed = constants.map(({ packing, isOfElements }, index) =>
    lazyConstant(`${index}`, packing, isOfElements ? elements : FLOATS),
  );
  const slot = (index: number): Resource => ({ kind: 'slot', slot: index });
  const numbers = new ParamsCollector();
  const resources = [
    ...call.inputs.map((_, index) => slot(index)),
    ...packed.map((_, constant): Resource => ({ kind: 'constant', constant })),
    ...call.outputs.map((_, index) => slot(call.inputs.length + index)),
    numbers.add(params),
  ];
  return {
    name: id,
    adapter: kind,
    precision,
    inputs: ports.slice(0, call.inputs.length),
    outputs: ports.slice(call.inputs.length),
    slots: operands.map(({ span }) => ({
      byteLength: 4 * elements.byteLength * span.pixels * span.words,
    })),
    constants: packed,
    pipelines: [planPipeline(selection, specialized, precision)],
    params: numbers.join(),
    steps: [{ node: call.op, op: call.op, pipeline: 0, resources, workgroups }],
    decoding: null,
  };
}

function portOf({ shape, span }: Operand, index: number): Port {
  return {
    name: `${index} of ${channelsOf(shape)} channels`,
    shape,
    dtype: 'f32',
    slot: index,
    span,
  };
}
