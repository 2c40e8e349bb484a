// Weights that lie in files beside the model.
import { ModelFormatError } from '../../../errors';
import { ENTRY } from '../further-proto-types';
import type { OnnxModel, OnnxTensor } from '../onnx-model';
import { ProtoReader } from '../proto-reader';

/**
 * The model with its weights from other files in their places. Without `beside` it stays as it is, and is refused by its weights.
 * @throws ModelFormatError where a file is shorter than the model says, or has a name that leads elsewhere
 */
export async function withExternalData(
  model: OnnxModel,
  beside?: (name: string) => Promise<Uint8Array>,
): Promise<OnnxModel> {
  const { graph } = model;
  if (!beside || !graph.initializers.some(({ isExternal }) => isExternal)) return model;
  const files = new Map<string, Promise<Uint8Array>>();
  const fileOf = (name: string) => {
    const file = files.get(name) ?? beside(name);
    files.set(name, file);
    return file;
  };
  const read = async (tensor: OnnxTensor): Promise<OnnxTensor> => {
    if (!tensor.isExternal) return tensor;
    const { location, offset, length } = placeOf(tensor);
    const file = await fileOf(location);
    const end = length === null ? file.byteLength : offset + length;
    if (!(offset >= 0 && end >= offset && end <= file.byteLength)) {
      throw damaged(tensor, `needs bytes ${offset} to ${end} of "${location}"`, file.byteLength);
    }
    return { ...tensor, raw: file.subarray(offset, end), isExternal: false };
  };
  return {
    ...model,
    graph: { ...graph, initializers: await Promise.all(graph.initializers.map(read)) },
  };
}

function placeOf(tensor: OnnxTensor) {
  const entries = new Map((tensor.externalData ?? []).map(decodeEntry));
  const location = entries.get('location') ?? '';
  // A model may name files beside it, and in folders below, but none elsewhere.
  const isBelow = location !== '' && !/^[/\\]|^[a-z]+:|(^|[/\\])\.\.([/\\]|$)/i.test(location);
  if (!isBelow) throw damaged(tensor, `lies in "${location}", which is no file beside the model`);
  const length = entries.get('length');
  return {
    location,
    offset: Number(entries.get('offset') ?? 0),
    length: length === undefined ? null : Number(length),
  };
}

function decodeEntry(bytes: Uint8Array): [key: string, value: string] {
  const entry: [string, string] = ['', ''];
  const reader = ProtoReader.of(bytes, ENTRY);
  for (const field of reader.fields()) entry[field === 'key' ? 0 : 1] = reader.string();
  return entry;
}

function damaged({ name, offset }: OnnxTensor, problem: string, size?: number): ModelFormatError {
  const has = size === undefined ? '' : `, which has ${size}`;
  return new ModelFormatError(`Tensor "${name}" ${problem}${has}.`, { layer: name, offset });
}
