// ONNX's own node tests, as Debian's libonnx-testdata has them: a file of one node each, with inputs and outputs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constantOf } from '../constant';
import { decodeOnnx } from '../decode-model';
import { decodeTensor } from '../decode-tensor';
import { ONNX_TYPES, type OnnxModel, type OnnxTensor, type OnnxValueInfo } from '../onnx-model';
import { ProtoReader } from '../proto-reader';
import { TENSOR } from '../proto-types';
import { type Outcome, outcomeOf, type RecordedTensor } from './recorded-case.fixtures';

const folder = process.env.KINDLING_ONNX_TESTS ?? '/usr/share/libonnx-testdata/data/node';

/** Names of all tests; none where they are not installed. */
export const NODE_TESTS: readonly string[] = existsSync(folder) ? readdirSync(folder) : [];

/** For test titles: why they are skipped; empty where they are not. */
export const whyNoNodeTests = NODE_TESTS.length === 0 ? ` (skipped: no ${folder})` : '';

/** The ops of a test's nodes. */
export function opsOfNodeTest(name: string): string[] {
  const model = decodeOnnx(new Uint8Array(readFileSync(join(folder, name, 'model.onnx'))));
  return [...new Set(model.graph.nodes.map(({ opType }) => opType))];
}

/**
 * What becomes of a test. Inputs behind the first that the op wants constant, such as shapes, axes and weights, are given as
 * initialisers where it refuses them as inputs. Null for a test of sequences, strings or the like.
 */
export async function nodeTestOutcome(name: string): Promise<Outcome | null> {
  const at = (...parts: string[]) => join(folder, name, ...parts);
  const tensors = (prefix: string) =>
    readdirSync(at('test_data_set_0'))
      .filter((file) => file.startsWith(prefix))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((file) => decoded(new Uint8Array(readFileSync(at('test_data_set_0', file)))));
  const model = decodeOnnx(new Uint8Array(readFileSync(at('model.onnx'))));
  const { graph } = model;
  if (![...graph.inputs, ...graph.outputs].every(isJudged)) return null;
  const [inputs, outputs] = [tensors('input_'), tensors('output_')];
  const names = graph.inputs.map((info) => info.name);
  const wanted = Object.fromEntries(
    graph.outputs.flatMap((info, i) => {
      const tensor = outputs[i];
      return tensor ? [[info.name, withUnused(graph, inputs, recorded(tensor))]] : [];
    }),
  );
  const given = (count: number) =>
    Object.fromEntries(
      names.slice(0, count).flatMap((input, i) => {
        const tensor = inputs[i];
        return tensor ? [[input, recorded(tensor)]] : [];
      }),
    );
  let outcome = await outcomeOf({ file: model, inputs: given(names.length), outputs: wanted });
  for (let free = names.length - 1; free >= 1 && outcome.state === 'refused'; free--) {
    const file = withInitializers(model, inputs, free);
    outcome = await outcomeOf({ file, inputs: given(free), outputs: wanted });
  }
  return outcome;
}

/** Boxes that are kept, with the rows of −1 that Kindling has behind them: it has as many as may be kept. */
function withUnused(
  { nodes }: OnnxModel['graph'],
  inputs: readonly OnnxTensor[],
  wanted: RecordedTensor,
): RecordedTensor {
  const [, scores, limit] = inputs;
  if (nodes[0]?.opType !== 'NonMaxSuppression' || !scores || !limit) return wanted;
  const [images = 0, classes = 0, boxes = 0] = scores.dims;
  const rows = images * classes * Math.min(recorded(limit).data[0] ?? 0, boxes);
  const data = Float32Array.from({ length: rows * 3 }, (_, i) => wanted.data[i] ?? -1);
  return { dims: [rows, 3], data };
}

/** The file with the inputs from position `free` on as initialisers. */
function withInitializers(
  model: OnnxModel,
  inputs: readonly OnnxTensor[],
  free: number,
): OnnxModel {
  const { graph } = model;
  const initializers = graph.inputs.slice(free).flatMap(({ name }, i) => {
    const tensor = inputs[free + i];
    return tensor ? [{ ...tensor, name }] : [];
  });
  return {
    ...model,
    graph: {
      ...graph,
      initializers: [...graph.initializers, ...initializers],
      inputs: graph.inputs.slice(0, free),
    },
  };
}

function isJudged({ elementType }: OnnxValueInfo): boolean {
  return Object.values(ONNX_TYPES).some(
    (type) => type === elementType && type !== ONNX_TYPES.STRING,
  );
}

function decoded(bytes: Uint8Array): OnnxTensor {
  return decodeTensor(ProtoReader.of(bytes, TENSOR));
}

function recorded(tensor: OnnxTensor): RecordedTensor {
  const { dims, data } = constantOf(tensor);
  return { dims, data };
}
