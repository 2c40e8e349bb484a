// ONNX files whose weights lie beside them, as exporters split large ones.
import { PbfWriter } from 'pbf';
import { joinBytes } from '../../util/join-bytes';
import { fieldNumber, GRAPH, MODEL, TENSOR } from './proto-types';

/** A model and the one file that its weights lie in. */
export interface SplitOnnx {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;

/** Moves the raw bytes of all initialisers to a file that the model calls `location`. */
export function splitOnnx(file: Uint8Array, location: string): SplitOnnx {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const moved = (tensor: Uint8Array) => {
    const raw = fieldsOf(tensor).find(({ field }) => field === fieldNumber(TENSOR, 'raw_data'));
    if (!raw) return tensor;
    parts.push(raw.body);
    const pbf = new PbfWriter();
    const length = raw.body.byteLength;
    for (const [key, value] of Object.entries({ location, offset, length })) {
      pbf.writeMessage(EXTERNAL_DATA, writeEntry, [key, String(value)] as const);
    }
    pbf.writeVarintField(DATA_LOCATION, 1);
    offset += length;
    const kept = fieldsOf(tensor).filter((each) => each.field !== raw.field);
    return joinBytes([...kept.map(({ whole }) => whole), pbf.finish()]);
  };
  const model = withMessages(file, fieldNumber(MODEL, 'graph'), (graph) =>
    withMessages(graph, fieldNumber(GRAPH, 'initializer'), moved),
  );
  return { model, data: joinBytes(parts) };
}

function writeEntry([key, value]: readonly [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

/** A message whose fields of one number are others. */
function withMessages(
  message: Uint8Array,
  number: number,
  edit: (body: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  return joinBytes(
    fieldsOf(message).map(({ field, body, whole }) => {
      if (field !== number) return whole;
      const pbf = new PbfWriter();
      pbf.writeBytesField(field, edit(body));
      return pbf.finish();
    }),
  );
}

/** The fields of a message: each with its own bytes, and all of them with its key. */
function fieldsOf(message: Uint8Array) {
  let at = 0;
  const varint = () => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  const fields: { field: number; body: Uint8Array; whole: Uint8Array }[] = [];
  while (at < message.byteLength) {
    const start = at;
    const key = varint();
    const type = key % 8;
    let [body, length] = [at, type === 1 ? 8 : 4];
    if (type === 0) {
      varint();
      length = at - body;
    } else if (type === 2) {
      length = varint();
      body = at;
    }
    at = body + length;
    const [field, end] = [Math.floor(key / 8), at];
    fields.push({ field, body: message.subarray(body, end), whole: message.subarray(start, end) });
  }
  return fields;
}
