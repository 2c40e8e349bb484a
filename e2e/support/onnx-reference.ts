// Inner values of the reference SqueezeNet by ONNX Runtime: the recorded file names only its last outputs, so the
// asked-for values are made outputs first.
import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readShared } from './shared-material';

/** The named values for one input [1, 3, 227, 227], NCHW. */
export async function runOnnxReference(
  data: Float32Array,
  names: readonly string[],
): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(modelWithOutputs(names));
  const results = await session.run({ data: new Tensor('float32', data, [1, 3, 227, 227]) });
  await session.release();
  return Object.fromEntries(
    names.map((name) => [name, Float32Array.from((results[name]?.data ?? []) as Float32Array)]),
  );
}

function modelWithOutputs(names: readonly string[]): Uint8Array {
  const { ModelProto, ValueInfoProto } = onnxProto.onnx;
  const model = ModelProto.decode(readShared('golden/squeezenet1_0_dc.onnx'));
  model.graph?.output?.push(...names.map((name) => ValueInfoProto.create({ name })));
  return ModelProto.encode(model).finish();
}
