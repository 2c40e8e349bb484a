// Weights that lie in files beside the model.
import {
  KindlingError,
  ModelFormatError,
  UnsupportedError,
  WeightsUnavailableError,
} from '../../../errors';
import { ENTRY } from '../further-proto-types';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../onnx-model';
import { ProtoReader } from '../proto-reader';
import { type Beside, type ReadBeside, readerOf } from './files-beside';

/** A model whose numbers are all there. */
export interface WholeModel {
  readonly model: OnnxModel;
  /** Bytes of the files that they lay in. */
  readonly byteLength: number;
}

/**
 * The model with its weights from other files in their places, each file read once.
 * @throws UnsupportedError without `beside`, where weights lie elsewhere; ModelFormatError where a file is shorter than the
 * model says, or has a name that leads elsewhere; WeightsUnavailableError naming the file that `beside` does not give; the signal's reason
 */
export async function withExternalData(
  model: OnnxModel,
  beside?: Beside,
  signal?: AbortSignal,
): Promise<WholeModel> {
  const { graph } = model;
  const ofNodes = graph.nodes.flatMap(({ attributes }) => attributes.flatMap(({ t = [] }) => t));
  const first = [...graph.initializers, ...ofNodes].find(({ isExternal }) => isExternal);
  if (!first) return { model, byteLength: 0 };
  if (!beside) throw elsewhere(first);
  const read = readerOf(beside);
  const files = new Map<string, Promise<Uint8Array>>();
  const fileOf = (name: string) => {
    const file = files.get(name) ?? readNamed(read, name, signal);
    files.set(name, file);
    return file;
  };
  const fill = (tensor: OnnxTensor) => filled(tensor, fileOf);
  const initializers = await Promise.all(graph.initializers.map(fill));
  const nodes = await Promise.all(graph.nodes.map((node) => filledNode(node, fill)));
  const sizes = (await Promise.all(files.values())).map((file) => file.byteLength);
  return {
    model: { ...model, graph: { ...graph, nodes, initializers } },
    byteLength: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** A node with the tensors of its attributes: those of a Constant may be large, too. */
async function filledNode(
  node: OnnxNode,
  fill: (tensor: OnnxTensor) => Promise<OnnxTensor>,
): Promise<OnnxNode> {
  if (!node.attributes.some(({ t }) => t?.isExternal)) return node;
  const attributes = await Promise.all(
    node.attributes.map(async (each) => (each.t ? { ...each, t: await fill(each.t) } : each)),
  );
  return { ...node, attributes };
}

async function filled(tensor: OnnxTensor, fileOf: ReadBeside): Promise<OnnxTensor> {
  if (!tensor.isExternal) return tensor;
  const { location, offset, length } = placeOf(tensor);
  const file = await fileOf(location);
  const end = length === null ? file.byteLength : offset + length;
  if (!(offset >= 0 && end >= offset && end <= file.byteLength)) {
    throw damaged(tensor, `needs bytes ${offset} to ${end} of "${location}"`, file.byteLength);
  }
  return { ...tensor, raw: file.subarray(offset, end), isExternal: false };
}

/** @throws WeightsUnavailableError naming the file; a limit's error as it is; the signal's reason */
async function readNamed(
  read: ReadBeside,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, byteLength } = await read(name);
    // Plain bytes, also of Node's Buffer, whose methods differ.
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof KindlingError && !(cause instanceof WeightsUnavailableError)) throw cause;
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
    throw new WeightsUnavailableError(
      `The model keeps weights in the file "${name}", which cannot be read: ${reason}.`,
      { cause },
    );
  }
}

function elsewhere(tensor: OnnxTensor): UnsupportedError {
  const { location } = placeOf(tensor);
  return new UnsupportedError(
    `Tensor "${tensor.name}" keeps its numbers in another file, "${location}"; give that as \`beside\`, or save the model with its data inside.`,
  );
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
