// Builds a network by a function, writes it as an ONNX file, and loads and runs that file as a page would.
import { createRuntime } from '../../src/index';
import { toOnnx } from '../../src/tools/index';
import { buildNetwork, type NetworkSpec } from './built-network';

/** Size of the file, and the outputs of the first and of the third run. */
export interface OnnxRuns {
  readonly byteLength: number;
  readonly runs: readonly Readonly<Record<string, Float32Array>>[];
}

/** Runs the file of the network on one input tensor. */
export async function runAsOnnx(
  spec: NetworkSpec,
  batch: number,
  data: Float32Array,
): Promise<OnnxRuns> {
  const bytes = await toOnnx(buildNetwork(spec, batch));
  const runtime = await createRuntime();
  try {
    const model = await runtime.load(Uint8Array.from(bytes), { batch });
    const runs: Record<string, Float32Array>[] = [];
    for (let run = 1; run <= 3; run++) {
      const tensors = await model.run({ [model.inputs[0]?.name ?? '']: Float32Array.from(data) });
      if (run === 2) continue;
      runs.push(Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.data])));
    }
    return { byteLength: bytes.byteLength, runs };
  } finally {
    runtime.dispose();
  }
}
