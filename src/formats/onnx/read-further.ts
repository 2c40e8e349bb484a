// Reads a file by all ops, and what only few files need besides: weights beside it, images that may not be mixed.
import { ModelFormatError, UnsupportedError } from '../../errors';
import type { Model } from '../../graph/model';
import { Yielder } from '../../util/yielder';
import { ALL_OPS } from './all-ops';
import { type ConvertOptions, convertSteps } from './convert-model';
import type { OnnxModel } from './onnx-model';
import { withExternalData } from './prepare/external-data';
import type { Beside } from './prepare/files-beside';
import { refuseMixedImages } from './refuse-mixed-images';

/** The model of a decoded file. @throws UnsupportedError, ModelFormatError or WeightsUnavailableError as `readOnnx` */
export async function readFurther(
  file: OnnxModel,
  given: ConvertOptions,
  beside?: Beside,
): Promise<Model> {
  const { model, byteLength } = await withExternalData(file, beside, given.signal);
  const options = { ...given, byteLength: given.byteLength + byteLength };
  const read = await readWhole(model, options);
  return byteLength > 0 ? { ...read, byteLength: options.byteLength } : read;
}

async function readWhole(model: OnnxModel, options: ConvertOptions): Promise<Model> {
  const yielder = new Yielder();
  const convert = (batch: number) =>
    yielder.run(convertSteps(model, { ...options, batch }, ALL_OPS), options.signal);
  if (!isMadeForOne(model, options)) return convert(options.batch);
  // Of the file as it is: what is wrong with that is damage.
  const one = await convert(1);
  const many = await asBatch(options, convert);
  refuseMixedImages(one.graph, many.graph, options.batch);
  return many;
}

/** A sound file for one image, for several. @throws UnsupportedError where its shapes hold for one alone */
async function asBatch(
  { name, batch }: ConvertOptions,
  convert: (batch: number) => Promise<Model>,
): Promise<Model> {
  try {
    return await convert(batch);
  } catch (error) {
    if (!(error instanceof ModelFormatError)) throw error;
    throw new UnsupportedError(
      `"${name}" is made for one image: "${error.layer}" has no place for ${batch}. Load it with a batch of 1.`,
    );
  }
}

/** Whether a batch is asked for of a file whose inputs are for a single image. */
function isMadeForOne({ graph }: OnnxModel, { batch, inputs = {} }: ConvertOptions): boolean {
  const isOne = graph.inputs.some(({ name, dims }) => dims?.[0] === 1 && !(name in inputs));
  return batch !== 1 && isOne;
}
