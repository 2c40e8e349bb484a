// What a network runs on, as tensors: for what looks at more of an inference than its outputs.
import { type Graph, valueNamed } from '../graph/graph';
import type { Picture } from '../image/picture';
import type { ModelInputs } from '../runtime/call';
import type { ModelInternals } from '../runtime/internals';
import { nhwcInputs } from '../runtime/read-model';
import { f32Tensor, type Tensor } from '../tensor/tensor';

/** Inputs as they are now: the caller's arrays may change, or lose their buffers, before they are read. @throws TensorError */
export function inputTensors(
  graph: Graph,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(nhwcInputs(graph, inputs)).map(([name, data]) => [
      name,
      f32Tensor(valueNamed(graph, name).shape, data === inputs[name] ? data.slice() : data),
    ]),
  );
}

/** Inputs as NHWC; a picture as it comes to the network. @throws TensorError, ImageError; what a run throws */
export async function tensorsFor(
  { resident, ofPicture }: ModelInternals,
  inputs: ModelInputs,
  signal: AbortSignal | undefined,
): Promise<Record<string, Tensor>> {
  const { graph } = resident.placed;
  if (!namesPicture(inputs)) return inputTensors(graph, Object(inputs));
  const [input = ''] = graph.inputs;
  const [data] = await ofPicture(inputs.picture, [{ input }], signal);
  const { shape } = valueNamed(graph, input);
  return { [input]: f32Tensor(shape, new Float32Array(data ?? [])) };
}

/** A tensor of that name is an input like others. */
function namesPicture(inputs: ModelInputs): inputs is { readonly picture: Picture } {
  return 'picture' in Object(inputs) && !(inputs.picture instanceof Float32Array);
}
