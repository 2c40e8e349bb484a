// JSON in a section: uint32 length of the text in UTF-8, then the text, deflated (RFC 1951).
import { deflateSync } from 'fflate';
import { ModelFormatError } from '../../errors';
import { inflate } from '../inflate';
import { ByteReader } from './byte-reader';
import type { Section } from './sections';

/** No network's description is nearly as long. */
const MOST_BYTES = 2 ** 22;
/** Nor as deep; deep ones take a hundred times their length to parse. */
const MOST_LEVELS = 32;

/** A section's payload; the same bytes for the same data. */
export function encodeJson(data: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(data));
  const deflated = deflateSync(text, { level: 9 });
  const payload = new Uint8Array(4 + deflated.length);
  new DataView(payload.buffer).setUint32(0, text.length, true);
  payload.set(deflated, 4);
  return payload;
}

/** The data of a section, with stops. @throws ModelFormatError where it is not JSON of the length that it says */
export function* decodeJson({ tag, payload, offset }: Section): Generator<void, unknown> {
  const reader = new ByteReader(payload, tag, offset);
  const length = reader.uint32('the length of its text');
  if (length > MOST_BYTES) throw reader.damaged(`a text of ${length} bytes is longer than may be`);
  try {
    yield;
    const text = inflate(payload.subarray(4), length);
    if (text?.length !== length) throw new RangeError(`It has ${text?.length ?? 'more'} bytes.`);
    yield;
    const levels = levelsOf(text);
    if (levels > MOST_LEVELS) throw new RangeError(`It is nested ${levels} deep.`);
    yield;
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (error) {
    const failure = new ModelFormatError(
      `Section ${tag} of the container, at byte ${offset}, is no JSON of ${length} bytes. The file was not written by Kindling.`,
      { layer: tag, offset },
    );
    failure.cause = error;
    throw failure;
  }
}

/** How deep lists and objects lie in each other, in JSON of UTF-8. */
function levelsOf(text: Uint8Array): number {
  const [QUOTE, BACKSLASH] = [0x22, 0x5c];
  let [level, most, isText] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    if (byte === QUOTE) isText = !isText;
    else if (isText && byte === BACKSLASH) at++;
    // { and [ differ in one bit, and so do } and ].
    else if (!isText && (byte & 0xdf) === 0x5b) most = Math.max(most, ++level);
    else if (!isText && (byte & 0xdf) === 0x5d) level--;
  }
  return most;
}
