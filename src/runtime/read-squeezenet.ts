// Bytes that are no other format: SqueezeNet 1.0 as Deep Compression left it (Han et al. 2015, arXiv:1510.00149), or no model.
import { looksLikeDeepCompression, readDeepCompression } from '../formats/deep-compression';
import type { Model } from '../graph/model';
import { squeezenet, squeezenetConvolutions } from '../models/squeezenet';
import { Yielder } from '../util/yielder';

/** Reads the file and joins it with its architecture. @throws ModelFormatError naming layer and offset, or what the file is instead */
export async function readSqueezeNet(
  bytes: Uint8Array,
  name: string,
  batch: number,
): Promise<Model> {
  const yielder = new Yielder();
  const convolutions = squeezenetConvolutions();
  if (!looksLikeDeepCompression(bytes, convolutions)) {
    const { refuseUnrecognised } = await import('../formats/unrecognised-file');
    refuseUnrecognised(bytes, name);
  }
  await yielder.yieldIfDue();
  const decoded = readDeepCompression(bytes, convolutions);
  const layers = new Map(decoded.map((layer) => [layer.name, layer]));
  await yielder.yieldIfDue();
  const model = squeezenet({
    batch,
    weights: (tensor) => {
      const layer = layers.get(tensor.slice(0, -2));
      if (!layer) throw new RangeError(`The file has no layer for "${tensor}".`);
      return tensor.endsWith('.w') ? layer.weights : layer.bias;
    },
  });
  return { ...model, name };
}
