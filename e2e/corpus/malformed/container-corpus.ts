// Malformed Kindling containers. Any change is found by a checksum; so most of these have right ones.
import { deflateSync, inflateSync } from 'fflate';
import { encodeJson } from '../../../src/formats/kindling/json-section';
import { joinSections, type Tag } from '../../../src/formats/kindling/sections';
import { writeKindling } from '../../../src/formats/kindling/write-kindling';
import { joined } from '../../../src/formats/tflite/metadata.fixtures';
import { mobilenetV1 } from '../../../src/models/mobilenet-v1';
import type { FileOp } from '../kindling-ops';
import { graphOf, mixedGraph, OP_CASES } from '../kindling-ops';
import { DAMAGED, type MalformedCase } from './malformed-case';
import { damaged, type SoundFile } from './mutate';

/** A section without its frame. */
interface Part {
  readonly tag: Tag;
  readonly payload: Uint8Array;
}

/** A classifier, a graph of several ops, and one of each op that a file can hold. */
export const CONTAINER_FILES: readonly SoundFile[] = [
  { name: 'a container of a classifier', bytes: classifier },
  {
    name: 'a container of several ops',
    bytes: () => writeKindling({ name: 'mixed', graph: mixedGraph(), classifier: null }),
  },
  ...(Object.keys(OP_CASES) as FileOp[]).map((op) => ({
    name: `a container of ${op}`,
    bytes: () => writeKindling({ name: op, graph: graphOf(op, OP_CASES[op]), classifier: null }),
  })),
];

function classifier(): Uint8Array {
  return writeKindling(mobilenetV1({ alpha: 0.25, rho: 32, classes: 5 }));
}

/** Damage that only a reader of the contents can find: in one section, or in the JSON inside it, under a right checksum. */
export function resealed(file: SoundFile, seed: number): MalformedCase {
  const bytes = () => {
    const parts = partsOf(file.bytes());
    const chosen = seed % parts.length;
    return joinSections(
      parts.map((part, index) => {
        if (index !== chosen) return part;
        const isJson = part.tag === 'HEAD' || part.tag === 'GRPH';
        const payload =
          isJson && seed % 4 > 0 ? damagedJson(part.payload, seed) : damaged(part.payload, seed);
        return { ...part, payload };
      }),
    );
  };
  return { what: `${file.name}, resealed after damage by seed ${seed}`, bytes };
}

function damagedJson(payload: Uint8Array, seed: number): Uint8Array {
  const text = damaged(inflateSync(payload.subarray(4)), seed);
  const deflated = deflateSync(text);
  const section = new Uint8Array(4 + deflated.length);
  new DataView(section.buffer).setUint32(0, text.length, true);
  section.set(deflated, 4);
  return section;
}

/** The sections of a sound file, without its end. */
function partsOf(file: Uint8Array): Part[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const parts: Part[] = [];
  for (let at = 16; at < file.length; ) {
    const tag = String.fromCharCode(...file.subarray(at, at + 4)) as Tag;
    const length = view.getUint32(at + 4, true);
    if (tag !== 'END ') parts.push({ tag, payload: file.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return parts;
}

const HEAD = encodeJson({ name: 'made up', classifier: null, origin: null });

/** A container of this graph, and these sections of tensors. */
function container(graph: object, ...tensors: readonly Uint8Array[]): Uint8Array {
  return joinSections([
    { tag: 'HEAD', payload: HEAD },
    { tag: 'GRPH', payload: encodeJson({ axisOrder: 'nhwc', constants: [], ...graph }) },
    ...tensors.map((payload) => ({ tag: 'TENS' as const, payload })),
  ]);
}

const X = { name: 'x', shape: [1, 1, 1, 4] };
const RELU = { activation: 'relu' };
const node = (
  name: string,
  inputs: readonly string[],
  op = 'activation',
  attributes: object = RELU,
) => ({
  ...{ op, name, inputs, outputs: [name], attributes },
});

/** y = w · x for constants of this shape, of these bytes. */
function layer(shape: readonly number[], ...section: readonly number[]): () => Uint8Array {
  const graph = {
    inputs: [{ name: 'x', shape: [1, shape[1]] }],
    constants: [{ name: 'w', shape, dtype: 'f32' }],
    nodes: [node('y', ['x', 'w'], 'fully-connected', { activation: 'none' })],
    outputs: ['y'],
  };
  return () => container(graph, Uint8Array.from(section));
}

const little = (number: number) => [0, 8, 16, 24].map((shift) => (number >>> shift) & 255);
/** Entropy-coded bytes that all are 0 (one symbol that has all shares, as a varint), or all 15. */
const ALL_ZERO = [1, 0x80, 0x20];
const ALL_15 = [16, ...new Array<number>(15).fill(0), 0x80, 0x20];

/** Many constants that nothing reads, pruned to nothing: each takes no bytes and a lot of memory. */
function prunedCrowd(count: number, columns: number): Uint8Array {
  const section = Uint8Array.of(4, ...little(columns), 0, 0, 4, ...ALL_ZERO, ...ALL_ZERO);
  const constants = Array.from({ length: count }, (_, i) => ({
    name: `w${i}`,
    shape: [columns],
    dtype: 'f32',
  }));
  const nodes = constants.map(({ name }, i) =>
    node(`y${i}`, [i === 0 ? 'x' : `y${i - 1}`, name], 'add', { activation: 'none' }),
  );
  const graph = {
    inputs: [{ name: 'x', shape: [1, columns] }],
    constants,
    nodes,
    outputs: [`y${count - 1}`],
  };
  return container(graph, ...constants.map(() => section));
}

const TENSORS: readonly MalformedCase[] = [
  {
    what: 'weights of 2²⁸ elements in no bytes',
    bytes: layer([2 ** 14, 2 ** 14], 0),
    gives: DAMAGED(/needs 1073741824 bytes, 0 are left/),
  },
  {
    what: 'weights of 2³⁰ elements',
    bytes: layer([2 ** 15, 2 ** 15], 0),
    gives: DAMAGED(/at most 268435456 elements/),
  },
  {
    what: 'pruned weights of 2²⁷ elements',
    bytes: layer([2 ** 13, 2 ** 14], 4, ...little(0), 0, 0, 4, 0, 0),
    gives: DAMAGED(/134217728 numbers/),
  },
  {
    what: 'a thousand pruned tensors of 2²⁰ weights in 30 bytes each',
    bytes: () => prunedCrowd(1000, 2 ** 20),
    gives: DAMAGED(/numbers/),
  },
  {
    what: 'more codes than weights',
    bytes: layer([2, 2], 4, ...little(5), 0, 0, 4, ...ALL_ZERO, ...ALL_ZERO),
    gives: DAMAGED(/5 codes for the 4 numbers/),
  },
  {
    what: 'gaps past the end',
    bytes: layer([2, 2], 4, ...little(4), 0, 0, 4, ...ALL_ZERO, ...ALL_15),
    gives: DAMAGED(/at weight 15 of 4/),
  },
  {
    what: 'a code outside of the codebook',
    bytes: layer([2, 2], 3, 2, 1, 0, 4, 0, 0, 0x80, 0x3f, 0b11100100),
    gives: DAMAGED(/code 1 of "w" is 1 of 1/),
  },
  {
    what: 'a codebook of 60,000 numbers',
    bytes: layer([2, 2], 3, 2, 0x60, 0xea, 4),
    gives: DAMAGED(/has 60000 numbers/),
  },
  {
    what: 'a NaN in a codebook',
    bytes: layer([2, 2], 3, 1, 1, 0, 4, 0, 0, 0xc0, 0x7f, 0),
    gives: DAMAGED(/number 0 of the codebook of "w" is NaN/),
  },
  {
    what: 'a NaN weight',
    bytes: layer([1, 2], 0, 0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0x7f),
    gives: DAMAGED(/number 1 of "w" is NaN/),
  },
  {
    what: 'an infinite weight in half precision',
    bytes: layer([1, 2], 1, 0, 0x3c, 0, 0x7c),
    gives: DAMAGED(/number 1 of "w" is Infinity/),
  },
  {
    what: 'entropy-coded bytes with shares of nothing',
    bytes: layer([2, 2], 4, ...little(2), 0, 0, 4, 2, 0, 0),
    gives: DAMAGED(/add up to 0 of 4096/),
  },
  {
    what: 'a coding that there is not',
    bytes: layer([2, 2], 9),
    gives: DAMAGED(/coding 9/),
  },
];

const GRAPHS: readonly MalformedCase[] = [
  {
    what: 'a node that reads itself',
    bytes: () => container({ inputs: [X], nodes: [node('y', ['y'])], outputs: ['y'] }),
    gives: DAMAGED(/no value "y" yet/),
  },
  {
    what: 'a cycle',
    bytes: () =>
      container({ inputs: [X], nodes: [node('a', ['b']), node('b', ['a'])], outputs: ['b'] }),
    gives: DAMAGED(/no value "b" yet/),
  },
  {
    what: 'two values of one name',
    bytes: () => container({ inputs: [X, X], nodes: [node('y', ['x'])], outputs: ['y'] }),
    gives: DAMAGED(/new name for a value, got "x"/),
  },
  {
    what: 'an output that is an input',
    bytes: () => container({ inputs: [X], nodes: [node('y', ['x'])], outputs: ['x', 'y'] }),
  },
  {
    what: 'an output twice',
    bytes: () => container({ inputs: [X], nodes: [node('y', ['x'])], outputs: ['y', 'y'] }),
  },
  {
    what: 'no nodes',
    bytes: () => container({ inputs: [X], nodes: [], outputs: ['x'] }),
  },
  {
    what: 'a slope that is NaN',
    bytes: () =>
      container({
        inputs: [X],
        nodes: [node('y', ['x'], 'activation', { activation: { leakyRelu: 'NaN' } })],
        outputs: ['y'],
      }),
    gives: DAMAGED(/NaN/),
  },
  {
    what: 'a quantisation by 0',
    bytes: () =>
      container({
        inputs: [X],
        nodes: [
          node('y', ['x'], 'activation', {
            activation: { quantize: { scale: 0, low: 0, high: 1 } },
          }),
        ],
        outputs: ['y'],
      }),
    gives: DAMAGED(/scale/),
  },
  {
    what: 'a walk through memory in negative steps',
    bytes: () =>
      container({
        inputs: [X],
        nodes: [
          node('y', ['x'], 'as-strided', { shape: [4], offset: 0, sizes: [4], strides: [-1] }),
        ],
        outputs: ['y'],
      }),
    gives: DAMAGED(/./),
  },
  {
    what: 'twenty thousand nodes',
    bytes: () =>
      container({
        inputs: [X],
        nodes: Array.from({ length: 20_000 }, (_, i) =>
          node(`v${i}`, [i === 0 ? 'x' : `v${i - 1}`]),
        ),
        outputs: ['v19999'],
      }),
    gives: DAMAGED(/nodes/),
  },
  {
    what: 'a hundred feature maps of 2²⁸ elements',
    bytes: () =>
      container({
        inputs: [{ name: 'x', shape: [1, 2 ** 14, 2 ** 12, 4] }],
        nodes: Array.from({ length: 100 }, (_, i) =>
          node(`v${i}`, [i === 0 ? 'x' : `v${i - 1}`], 'softmax', {}),
        ),
        outputs: ['v99'],
      }),
    gives: ['LimitError', /memoryLimit allows/],
  },
];

const FRAMES: readonly MalformedCase[] = [
  {
    what: 'a header that says 2 GB of text',
    bytes: () => {
      const payload = encodeJson({});
      new DataView(payload.buffer, payload.byteOffset).setUint32(0, 0x7fffffff, true);
      return joinSections([{ tag: 'HEAD', payload }]);
    },
    gives: DAMAGED(/a text of 2147483647 bytes/),
  },
  {
    what: 'a header that inflates to 100 MB',
    bytes: () => {
      const payload = encodeJson('x'.repeat(100_000_000));
      new DataView(payload.buffer, payload.byteOffset).setUint32(0, 1000, true);
      return joinSections([{ tag: 'HEAD', payload }]);
    },
    gives: DAMAGED(/no JSON of 1000 bytes/),
  },
  {
    what: 'a header of 4 MB of brackets',
    bytes: () => {
      const text = new Uint8Array(2 ** 22).fill(0x5b);
      const deflated = deflateSync(text);
      const payload = joined(Uint8Array.from(little(text.length)), deflated);
      return joinSections([{ tag: 'HEAD', payload }]);
    },
    gives: DAMAGED(/no JSON of 4194304 bytes/),
  },
  {
    what: 'a section that declares 2 GB',
    bytes: () => {
      const file = classifier();
      new DataView(file.buffer).setUint32(20, 0x7fffffff, true);
      return file;
    },
    gives: DAMAGED(/says that it has 2147483647 bytes/),
  },
  {
    what: 'a magic number and nothing else',
    bytes: () => classifier().slice(0, 8),
    gives: DAMAGED(/header/),
  },
  {
    what: 'a name of a million letters',
    bytes: () =>
      joinSections([
        {
          tag: 'HEAD',
          payload: encodeJson({ name: 'n'.repeat(1_000_000), classifier: null, origin: null }),
        },
      ]),
    gives: DAMAGED(/a text of 1 to 1000 characters/),
  },
];

export const CONTAINER_CASES: readonly MalformedCase[] = [...TENSORS, ...GRAPHS, ...FRAMES];
