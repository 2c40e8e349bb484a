// Model → bytes of an ONNX file. The writer is loaded when it is asked for; needs no GPU, so that it also runs in Node.
import { loadOpsOf } from '../graph/load-ops';
import type { Model } from '../graph/model';
import { verifySteps } from '../graph/verify';
import { fuseBias } from '../rewrites/fuse-bias';
import { atOnce } from '../util/at-once';

/**
 * The model as an ONNX file (op set 17, IR version 8) with the same inputs, outputs and batch. Biases stand inside their
 * layers, as other tools write them; what the model knows about pictures and labels has no place in the file.
 * @throws UnsupportedError for a graph that went through Kindling's passes, or that ONNX cannot express.
 */
export async function toOnnx({ graph }: Model): Promise<Uint8Array<ArrayBuffer>> {
  await loadOpsOf(graph);
  const { writeOnnx } = await import('../formats/onnx/write-onnx');
  const fused = fuseBias.run(graph);
  atOnce(verifySteps(fused));
  return writeOnnx(fused);
}
