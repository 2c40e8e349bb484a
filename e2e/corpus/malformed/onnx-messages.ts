// Malformed ONNX files, below their graphs: whatever a protobuf message can claim.
import { joined } from '../../../src/formats/tflite/metadata.fixtures';
import { DAMAGED, type MalformedCase, UNSUPPORTED } from './malformed-case';

/** Bytes of a field of wire type 2. */
function message(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joined(Uint8Array.of((number << 3) | 2, ...varint(length)), ...parts);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
}

/** IR version 8, op set 13. */
const HEADER = Uint8Array.of(8, 8, 0x42, 2, 0x10, 13);

function raw(...parts: readonly Uint8Array[]): Uint8Array {
  return joined(HEADER, ...parts);
}

/** A node `If` that gives y, whose branch is a graph with such a node, and so on. */
function nested(depth: number): Uint8Array {
  const letters = (word: string) => new TextEncoder().encode(word);
  let graph: Uint8Array = new Uint8Array(0);
  for (let level = 0; level < depth; level++) {
    const branch = message(5, message(1, letters('then_branch')), message(6, graph));
    const choice = message(1, message(2, letters('y')), message(4, letters('If')), branch);
    graph = joined(choice, message(12, message(1, letters('y'))));
  }
  return raw(message(7, graph));
}

/** Messages that are none. */
export const ONNX_MESSAGES: readonly MalformedCase[] = [
  {
    what: 'five hundred graphs inside one another',
    bytes: () => nested(500),
    gives: UNSUPPORTED(/nested more than 32 deep/),
  },
  {
    what: 'a graph that declares 2 GB',
    bytes: () => raw(Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 7)),
    gives: DAMAGED(/would take 2147483647 bytes/),
  },
  {
    what: 'a graph that declares 2⁶⁴ bytes',
    bytes: () => raw(Uint8Array.of(0x3a, ...new Array<number>(9).fill(255), 1)),
    gives: DAMAGED(/would take \d+ bytes/),
  },
  {
    what: 'a number of eleven bytes',
    bytes: () => raw(message(7, Uint8Array.of(0x48, ...new Array<number>(11).fill(255)))),
    gives: DAMAGED(/more than 10 bytes/),
  },
  { what: 'two graphs', bytes: () => raw(message(7), message(7)), gives: DAMAGED(/two graphs/) },
  { what: 'an empty graph', bytes: () => raw(message(7)), gives: DAMAGED(/no outputs/) },
  {
    what: 'a million fields that nobody knows',
    bytes: () =>
      raw(
        message(
          7,
          Uint8Array.from({ length: 2_000_000 }, (_, i) => (i % 2 === 0 ? 0x48 : 1)),
        ),
      ),
    gives: DAMAGED(/./),
  },
];
