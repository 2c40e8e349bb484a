// A tensor's way between a user's buffer, tightly packed float32 in the model's axis order, and where the network has it. One
// dispatch.
import type { Graph } from '../graph/graph';
import { foldGrid } from '../kernels/kernel';
import { encodeParams } from '../kernels/params';
import { linkShader } from '../kernels/shader';
import { BYTES_PER_ELEMENT, channelsOf } from '../tensor/tensor';
import { ceilDiv, product } from '../util/math';
import type { Plan, Port } from './plan';
import { ParamsCollector, type Program, pipelineOf } from './program';
import { packTensor, unpackTensor } from './tensor-shaders.gen';

/** The program's memory from outside. */
export const USERS = 'buffer';
export const NETWORKS = 'slot';

/** Invocations of a workgroup; each writes 4 or 16 bytes. */
const WORKGROUP = 64;

/** What fills an input from a user's buffer. */
export function inputProgram(plan: Plan, graph: Graph, port: Port): Program {
  return tensorProgram(plan, graph, port, 'input');
}

/** What copies an output to a user's buffer. */
export function outputProgram(plan: Plan, graph: Graph, port: Port): Program {
  return tensorProgram(plan, graph, port, 'output');
}

function tensorProgram(
  { precision }: Plan,
  { axisOrder }: Graph,
  { name, shape, span }: Port,
  direction: 'input' | 'output',
): Program {
  const isInput = direction === 'input';
  const shader = isInput ? packTensor : unpackTensor;
  const [, h = 1, w = 1] = shape;
  const params = new ParamsCollector();
  // The Params of both shaders are alike.
  const numbers = params.add(
    encodeParams(packTensor, {
      pixels: span.pixels,
      words: span.words,
      channels: channelsOf(shape),
      first: span.first,
      plane: axisOrder === 'nchw' && shape.length === 4 ? h * w : 1,
    }),
  );
  const count = product(shape);
  const users = { kind: 'outside', name: USERS, byteLength: BYTES_PER_ELEMENT * count } as const;
  const networks = { kind: 'outside', name: NETWORKS } as const;
  return {
    name: `${direction} ${name}`,
    pipelines: [
      pipelineOf(shader, {
        id: `${shader.stem}__${precision}_wg${WORKGROUP}`,
        overrides: { WG: WORKGROUP },
        code: linkShader(shader, { types: precision }),
      }),
    ],
    slots: [],
    constants: [],
    params: params.join(),
    steps: [
      {
        node: name,
        pipeline: 0,
        resources: [...(isInput ? [users, networks] : [networks, users]), numbers],
        workgroups: foldGrid(ceilDiv(isInput ? span.pixels * span.words : count, WORKGROUP)),
      },
    ],
  };
}
