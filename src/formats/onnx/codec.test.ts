// ONNX's encoding: what is written comes back; what other writers write is read; onnx-proto agrees on both.
import fc from 'fast-check';
import onnxProto from 'onnx-proto';
import { PbfWriter } from 'pbf';
import { describe, expect, it } from 'vitest';
import { ModelFormatError, UnsupportedError } from '../../errors';
import { decodeOnnx } from './decode-model';
import { encodeOnnx } from './encode-model';
import { ONNX_TYPES, type OnnxAttribute, type OnnxTensor } from './onnx-model';
import { anyModel, SMALL_MODEL, tensorOf, withoutOffsets } from './onnx-parts.fixtures';

/** A model's bytes around a graph that the test writes itself. */
function modelOf(writeGraph: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  pbf.writeMessage(7, (_, into) => writeGraph(into), null);
  return pbf.finish();
}

function decodedAttribute(write: (pbf: PbfWriter) => void): OnnxAttribute | undefined {
  const bytes = modelOf((graph) =>
    graph.writeMessage(1, (_, node) => node.writeMessage(5, (__, a) => write(a), null), null),
  );
  return decodeOnnx(bytes).graph.nodes[0]?.attributes[0];
}

function decodedTensor(write: (pbf: PbfWriter) => void): OnnxTensor | undefined {
  const bytes = modelOf((graph) => graph.writeMessage(5, (_, tensor) => write(tensor), null));
  return decodeOnnx(bytes).graph.initializers[0];
}

describe('a model', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        expect(withoutOffsets(decodeOnnx(encodeOnnx(model)))).toEqual(model);
      }),
    );
  });

  it("is written as onnx-proto reads it, with every attribute's type", () => {
    const model = onnxProto.onnx.ModelProto.decode(encodeOnnx(SMALL_MODEL));
    expect(model.graph?.node?.[0]?.attribute?.map(({ type }) => type)).toEqual([
      7, 2, 1, 3, 4, 8, 6,
    ]);
    expect(model.graph?.node?.[0]).toMatchObject({ opType: 'Conv', input: ['x', 'w', ''] });
    expect(model.graph?.initializer?.[1]?.int64Data?.map(Number)).toEqual([-1, 0, 2 ** 40]);
    expect(model.opsetImport?.map(({ domain }) => domain)).toEqual(['', 'ai.onnx.ml']);
    expect(model.functions).toHaveLength(1);
  });

  it('is read as onnx-proto writes it', () => {
    const { ModelProto } = onnxProto.onnx;
    const bytes = ModelProto.encode(ModelProto.decode(encodeOnnx(SMALL_MODEL))).finish();
    expect(withoutOffsets(decodeOnnx(bytes))).toEqual(SMALL_MODEL);
  });

  it('names the byte at which nodes and tensors start', () => {
    const bytes = encodeOnnx(SMALL_MODEL);
    const { nodes, initializers } = decodeOnnx(bytes).graph;
    // The first field of the node is its first input, "x"; that of a tensor its packed dimensions.
    expect([...bytes.subarray(nodes[0]?.offset).subarray(0, 3)]).toEqual([0x0a, 1, 0x78]);
    expect([...bytes.subarray(initializers[0]?.offset).subarray(0, 4)]).toEqual([0x0a, 2, 2, 1]);
  });

  it.each([
    ['no graph', () => Uint8Array.of(8, 8)],
    ['nothing at all', () => new Uint8Array(0)],
    ['two graphs', () => Uint8Array.of(0x3a, 0, 0x3a, 0)],
  ])('is refused with %s', (_, bytes) => {
    expect(() => decodeOnnx(bytes())).toThrow(ModelFormatError);
  });

  it('cannot be written with what is not read either', () => {
    const { graph } = SMALL_MODEL;
    const write = (part: Partial<typeof graph>) =>
      encodeOnnx({ ...SMALL_MODEL, graph: { ...graph, ...part } });
    const node = graph.nodes[0];
    expect(() => write({ initializers: [tensorOf({ isExternal: true })] })).toThrow(RangeError);
    const attributes = [{ name: 'body', other: 'a subgraph' }];
    expect(() => write({ nodes: node ? [{ ...node, attributes }] : [] })).toThrow(
      /"body".*subgraph/,
    );
  });
});

describe('whole numbers', () => {
  const roundTrip = (i: number) => {
    const [node] = SMALL_MODEL.graph.nodes;
    if (!node) throw new Error('The small model has a node.');
    const nodes = [{ ...node, attributes: [{ name: 'i', i }] }];
    const bytes = encodeOnnx({ ...SMALL_MODEL, graph: { ...SMALL_MODEL.graph, nodes } });
    return decodeOnnx(bytes).graph.nodes[0]?.attributes[0]?.i;
  };

  it.each([0, -1, 2 ** 31, -(2 ** 31), 2 ** 53 - 1, -(2 ** 53) + 1, -(2 ** 63)])('%d', (value) => {
    expect(roundTrip(value)).toBe(value);
  });

  it('read INT64_MAX, the end of an axis, as 2^63, and write what is beyond as INT64_MAX', () => {
    const largest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    const packed = decodedAttribute((pbf) => pbf.writeBytesField(8, Uint8Array.from(largest)));
    expect(packed?.ints).toEqual([2 ** 63]);
    expect(roundTrip(Number.MAX_VALUE)).toBe(2 ** 63);
    expect(roundTrip(-Number.MAX_VALUE)).toBe(-(2 ** 63));
  });
});

describe('an attribute', () => {
  it('without its value has the default of its type', () => {
    const types = { 1: { f: 0 }, 2: { i: 0 }, 3: { s: '' } };
    const lists = { 6: { floats: [] }, 7: { ints: [] }, 8: { strings: [] } };
    for (const [type, value] of Object.entries({ ...types, ...lists })) {
      expect(decodedAttribute((pbf) => pbf.writeVarintField(20, Number(type)))).toEqual({
        name: '',
        ...value,
      });
    }
  });

  it('without a type, as in old files, has the value that is there', () => {
    expect(decodedAttribute((pbf) => pbf.writeFloatField(2, 1.5))).toEqual({ name: '', f: 1.5 });
    const ints = decodedAttribute((pbf) => {
      pbf.writeVarintField(8, 3);
      pbf.writeVarintField(8, 300);
    });
    expect(ints).toEqual({ name: '', ints: [3, 300] });
    expect(decodedAttribute(() => undefined)).toEqual({ name: '', other: 'no value' });
  });

  it('has only the field of its type', () => {
    const both = decodedAttribute((pbf) => {
      pbf.writeFloatField(2, 1.5);
      pbf.writeVarintField(3, 7);
      pbf.writeVarintField(20, 2);
    });
    expect(both).toEqual({ name: '', i: 7 });
  });

  it('says what Kindling does not read', () => {
    const graphs = decodedAttribute((pbf) => pbf.writeBytesField(11, new Uint8Array(3)));
    expect(graphs).toEqual({ name: '', other: 'graphs' });
    const unknown = decodedAttribute((pbf) => pbf.writeVarintField(20, 99));
    expect(unknown).toEqual({ name: '', other: 'a value of type 99' });
  });

  it('keeps a subgraph as it stands in the file, and the name that it refers to', () => {
    const graph = decodedAttribute((pbf) => pbf.writeBytesField(6, Uint8Array.of(1, 2, 3)));
    expect(graph).toEqual({ name: '', g: Uint8Array.of(1, 2, 3) });
    const reference = decodedAttribute((pbf) => pbf.writeStringField(21, 'alpha'));
    expect(reference).toEqual({ name: '', reference: 'alpha' });
  });

  it('is refused where it says that it holds a tensor, and has none', () => {
    expect(() => decodedAttribute((pbf) => pbf.writeVarintField(20, 4))).toThrow(ModelFormatError);
  });
});

describe('a tensor', () => {
  it('has its numbers whether they are packed or not', () => {
    const loose = decodedTensor((pbf) => {
      for (const value of [1.5, -2]) pbf.writeFloatField(4, value);
      for (const size of [1, 2]) pbf.writeVarintField(1, size);
    });
    expect(loose).toMatchObject({ numbers: [1.5, -2], dims: [1, 2], raw: null });
    const packed = decodedTensor((pbf) => {
      pbf.writePackedFloat(4, [1.5]);
      pbf.writePackedFloat(4, [-2]);
      pbf.writePackedVarint(1, [1, 2]);
    });
    expect(packed).toMatchObject({ numbers: [1.5, -2], dims: [1, 2] });
    expect(decodedTensor((pbf) => pbf.writeDoubleField(10, 0.1))?.numbers).toEqual([0.1]);
    expect(decodedTensor((pbf) => pbf.writeVarintField(5, -3))?.numbers).toEqual([-3]);
    const unsigned = decodedTensor((pbf) => pbf.writeVarintField(11, 2 ** 63));
    expect(unsigned?.numbers).toEqual([2 ** 63]);
  });

  it('may lie in another file', () => {
    expect(decodedTensor((pbf) => pbf.writeVarintField(14, 1))?.isExternal).toBe(true);
    expect(decodedTensor((pbf) => pbf.writeVarintField(14, 0))?.isExternal).toBe(false);
    expect(decodedTensor((pbf) => pbf.writeBytesField(13, new Uint8Array()))?.isExternal).toBe(
      true,
    );
  });

  it('in segments is not supported', () => {
    expect(() => decodedTensor((pbf) => pbf.writeBytesField(3, new Uint8Array()))).toThrow(
      UnsupportedError,
    );
  });

  it('without numbers has their type all the same', () => {
    const empty = decodedTensor((pbf) => pbf.writeVarintField(2, ONNX_TYPES.INT8));
    expect(empty).toMatchObject({ dataType: ONNX_TYPES.INT8, raw: null, numbers: [] });
  });
});

it('takes the domain "ai.onnx" for the empty one', () => {
  const bytes = encodeOnnx({ ...SMALL_MODEL, opsets: { 'ai.onnx': 12 } });
  expect(decodeOnnx(bytes).opsets).toEqual({ '': 12 });
});
