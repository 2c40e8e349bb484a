// One runtime and one model that stay open in the page between the calls of a test.
import { createRuntime, type LoadedModel, type LoadOptions } from '../../src/index';

let model: LoadedModel | null = null;

/** Loads a model file; its `run` and `classify` are then called by the functions below. */
export async function openModel(bytes: Uint8Array, options: LoadOptions = {}): Promise<void> {
  const runtime = await createRuntime();
  model = await runtime.load(Uint8Array.from(bytes), options);
}

/** `run` with one input tensor, as often as asked: the values of one output from each run. */
export async function runModel(
  data: Float32Array,
  outputs: readonly string[],
  runs = 1,
  input = 'data',
): Promise<Record<string, Float32Array>[]> {
  const results = [];
  for (let run = 0; run < runs; run++) {
    const tensors = await openedModel().run({ [input]: Float32Array.from(data) }, { outputs });
    results.push(
      Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.data])),
    );
  }
  return results;
}

function openedModel(): LoadedModel {
  if (!model) throw new Error('No model is open: call openModel first.');
  return model;
}
