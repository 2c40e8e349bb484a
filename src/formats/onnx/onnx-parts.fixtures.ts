// Models for tests: a small one with every kind of part, and arbitrary ones.
import fc from 'fast-check';
import {
  ONNX_TYPES,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './onnx-model';

/** A tensor with nothing in it, but for what is given. */
export function tensorOf(given: Partial<OnnxTensor>): OnnxTensor {
  return {
    name: '',
    dims: [],
    dataType: ONNX_TYPES.FLOAT,
    raw: null,
    numbers: [],
    isExternal: false,
    offset: 0,
    ...given,
  };
}

/** A model of a few hundred bytes. */
export const SMALL_MODEL: OnnxModel = {
  irVersion: 8,
  producer: 'test',
  opsets: { '': 17, 'ai.onnx.ml': 3 },
  functions: [Uint8Array.of(10, 1, 102)],
  graph: {
    name: 'small',
    nodes: [
      {
        name: 'conv',
        opType: 'Conv',
        domain: '',
        inputs: ['x', 'w', ''],
        outputs: ['y'],
        attributes: [
          { name: 'pads', ints: [1, 1, 0, 0] },
          { name: 'group', i: 1 },
          { name: 'alpha', f: 0.5 },
          { name: 'mode', s: 'linear' },
          { name: 'value', t: tensorOf({ name: 't', dims: [2], numbers: [1, 2] }) },
          { name: 'names', strings: ['a', ''] },
          { name: 'scales', floats: [1, 2, 300] },
        ],
        offset: 0,
      },
    ],
    initializers: [
      tensorOf({ name: 'w', dims: [2, 1], raw: new Uint8Array(8).fill(65) }),
      tensorOf({ name: 'n', dims: [3], dataType: ONNX_TYPES.INT64, numbers: [-1, 0, 2 ** 40] }),
    ],
    inputs: [{ name: 'x', elementType: ONNX_TYPES.FLOAT, dims: ['batch', 3, ''] }],
    outputs: [{ name: 'y', elementType: ONNX_TYPES.FLOAT, dims: null }],
    sparseInitializers: [],
  },
};

/** The same model without what depends on how it lies in a file. */
export function withoutOffsets(model: OnnxModel): OnnxModel {
  const tensor = (t: OnnxTensor): OnnxTensor => ({ ...t, raw: t.raw?.slice() ?? null, offset: 0 });
  const attribute = (a: OnnxAttribute): OnnxAttribute => (a.t ? { ...a, t: tensor(a.t) } : a);
  const node = (n: OnnxNode): OnnxNode => ({
    ...n,
    attributes: n.attributes.map(attribute),
    offset: 0,
  });
  const { graph } = model;
  return {
    ...model,
    graph: {
      ...graph,
      nodes: graph.nodes.map(node),
      initializers: graph.initializers.map(tensor),
    },
  };
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const int64 = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -130, max: 130 }),
  fc.constantFrom(2 ** 63, -(2 ** 63), 2 ** 62, -(2 ** 53)),
);
const float = fc.float({ noNaN: true });
const size = fc.nat(2 ** 40);

const numbers: fc.Arbitrary<Partial<OnnxTensor>> = fc.oneof(
  fc.record({ raw: fc.uint8Array({ maxLength: 300 }), dataType: fc.nat(20) }),
  fc.record({ numbers: fc.array(float), dataType: fc.constant(ONNX_TYPES.FLOAT) }),
  fc.record({ numbers: fc.array(int64), dataType: fc.constant(ONNX_TYPES.INT64) }),
  fc.record({
    numbers: fc.array(fc.double({ noNaN: true })),
    dataType: fc.constant(ONNX_TYPES.DOUBLE),
  }),
  fc.record({
    numbers: fc.array(fc.maxSafeNat()),
    dataType: fc.constantFrom(ONNX_TYPES.UINT32, ONNX_TYPES.UINT64),
  }),
  fc.record({
    numbers: fc.array(fc.integer()),
    dataType: fc.constantFrom(ONNX_TYPES.INT8, ONNX_TYPES.INT32, ONNX_TYPES.BOOL),
  }),
);

const tensor: fc.Arbitrary<OnnxTensor> = fc
  .tuple(text, fc.array(size, { maxLength: 5 }), numbers)
  .map(([name, dims, given]) => tensorOf({ name, dims, ...given }));

const attribute: fc.Arbitrary<OnnxAttribute> = fc.oneof(
  fc.record({ name: text, f: float }),
  fc.record({ name: text, i: int64 }),
  fc.record({ name: text, s: text }),
  fc.record({ name: text, t: tensor }),
  fc.record({ name: text, floats: fc.array(float) }),
  fc.record({ name: text, ints: fc.array(int64) }),
  fc.record({ name: text, strings: fc.array(text) }),
);

const node: fc.Arbitrary<OnnxNode> = fc.record({
  name: text,
  opType: text,
  domain: text,
  inputs: fc.array(text, { maxLength: 4 }),
  outputs: fc.array(text, { maxLength: 4 }),
  attributes: fc.array(attribute, { maxLength: 5 }),
  offset: fc.constant(0),
});

const valueInfo: fc.Arbitrary<OnnxValueInfo> = fc.record({
  name: text,
  elementType: fc.nat(20),
  dims: fc.option(fc.array(fc.oneof(size, text), { maxLength: 5 })),
});

/** Any model that can be written. */
export const anyModel: fc.Arbitrary<OnnxModel> = fc.record({
  irVersion: fc.nat(300),
  producer: text,
  opsets: fc.dictionary(text, fc.integer({ min: 1, max: 300 }), { noNullPrototype: true }),
  functions: fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 3 }),
  graph: fc.record({
    name: text,
    nodes: fc.array(node, { maxLength: 4 }),
    initializers: fc.array(tensor, { maxLength: 4 }),
    inputs: fc.array(valueInfo, { maxLength: 3 }),
    outputs: fc.array(valueInfo, { maxLength: 3 }),
    sparseInitializers: fc.constant([]),
  }),
});
