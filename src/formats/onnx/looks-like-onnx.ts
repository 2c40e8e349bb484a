// Whether bytes are an ONNX file. Such a file has no magic number; but it is a protobuf message whose fields are few, and
// their tags, in whatever order, tell. Needs no library, so that other formats need not load the reader.

/** Fields of ModelProto that are numbers: ir_version, model_version. */
const NUMBERS = [1, 5];
/** Those that are text or messages: producers, domain, documentation, opsets, metadata, training, functions, devices. */
const LENGTHS = [2, 3, 4, 6, 8, 14, 20, 25, 26];
const IR_VERSION = 1;
const GRAPH = 7;
/** The most bytes of a varint. */
const MAX_VARINT_BYTES = 10;

/**
 * Whether a file is an ONNX model, perhaps a truncated or damaged one: its fields are those of ModelProto up to the
 * graph, with an IR version before it; or up to the file's end, with a graph.
 */
export function looksLikeOnnx(bytes: Uint8Array): boolean {
  let hasVersion = false;
  let hasGraph = false;
  for (let at = 0; at < bytes.length; ) {
    const tag = readVarint(bytes, at);
    const value = tag && readVarint(bytes, tag.end);
    if (!value) return false;
    const number = tag.value >> 3;
    const isLength = tag.value % 8 === 2;
    if (isLength && number === GRAPH) {
      if (hasVersion) return true;
      hasGraph = true;
    } else if (!isField(number, tag.value % 8)) {
      return false;
    }
    if (tag.value === IR_VERSION * 8) hasVersion = value.value > 0 && value.value < 256;
    at = value.end + (isLength ? value.value : 0);
    if (at > bytes.length) return false;
  }
  return hasGraph;
}

/** Whether an ONNX model can begin so: with a field of ModelProto. */
export function mayBeginOnnx(head: Uint8Array): boolean {
  const { value = 0 } = readVarint(head, 0) ?? {};
  return isField(value >> 3, value % 8) || value === GRAPH * 8 + 2;
}

function isField(number: number, wireType: number): boolean {
  return (wireType === 2 ? LENGTHS : NUMBERS).includes(number) && wireType <= 2;
}

/** A varint and where it ends; null where it does not. What is beyond 2^53 loses digits that do not matter here. */
function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return null;
}
