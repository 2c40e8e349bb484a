// If on a constant, which is known while reading.
import { describe, expect, it } from 'vitest';
import { ALL_OPS } from '../all-ops';
import { convertModel } from '../convert-model';
import { decodeOnnx } from '../decode-model';
import { encodeOnnx } from '../encode-model';
import { node, onnxFile } from '../onnx-file.fixtures';
import { ONNX_TYPES, type OnnxGraph } from '../onnx-model';
import { tensorOf } from '../onnx-parts.fixtures';

const { FLOAT, BOOL } = ONNX_TYPES;

/** A GraphProto: all that a model with nothing else is encoded as. */
function graphBytes(graph: OnnxGraph): Uint8Array {
  const bytes = encodeOnnx({
    ...{ irVersion: 0, producer: '', opsets: {}, functions: [] },
    graph,
  });
  // The field's tag comes before it, and its length in one byte or two.
  return bytes.slice((bytes[1] ?? 0) < 128 ? 2 : 3);
}

function branch(opType: string, output: string): Uint8Array {
  return graphBytes({
    ...{ name: '', initializers: [], inputs: [], sparseInitializers: [] },
    nodes: [node(opType, ['x'], output)],
    outputs: [{ name: output, elementType: FLOAT, dims: null }],
  });
}

function opsFor(condition: number): string[] {
  const choice = node('If', ['c'], 'y', [
    { name: 'then_branch', g: branch('Relu', 'a') },
    { name: 'else_branch', g: branch('Tanh', 'b') },
  ]);
  const bytes = onnxFile({
    nodes: [choice],
    inputs: { x: [1, 3] },
    outputs: { y: null },
    initializers: [tensorOf({ name: 'c', dims: [], dataType: BOOL, numbers: [condition] })],
  });
  const options = { name: 'test', batch: 1, byteLength: bytes.length };
  const { graph } = convertModel(decodeOnnx(bytes), options, ALL_OPS);
  return graph.nodes.flatMap((each) =>
    each.op === 'activation' ? [String(each.attributes.activation)] : [],
  );
}

describe('If', () => {
  it('is the branch that is taken, which reads what is outside of it', () => {
    expect(opsFor(1)).toEqual(['relu']);
    expect(opsFor(0)).toEqual(['tanh']);
  });
});
