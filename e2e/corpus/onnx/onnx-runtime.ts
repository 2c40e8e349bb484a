// What ONNX Runtime answers to a case of the op suite.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { CaseFile, CaseTensor } from './case-file';

/** Runs the file as it is, without optimisations, so that every node is computed as its op says. */
export async function runOnnxRuntime(file: CaseFile): Promise<Record<string, CaseTensor>> {
  const session = await InferenceSession.create(file.bytes, { graphOptimizationLevel: 'disabled' });
  const feeds = Object.fromEntries(
    Object.entries(file.inputs).map(([name, { dims, data }]) => [
      name,
      new Tensor('float32', data, dims),
    ]),
  );
  const results = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { dims, data }]) => [
      name,
      { dims: [...dims], data: Float32Array.from(data as Float32Array) },
    ]),
  );
}
