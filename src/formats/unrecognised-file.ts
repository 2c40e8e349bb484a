// What a file is that no reader knows: what servers, shells and other tools leave under a model's name. Loaded only for such.
import { ModelFormatError } from '../errors';

const MODELS =
  'Models are ONNX and TFLite files, Kindling containers, and SqueezeNet 1.0 as Deep Compression left it.';

/** How a kind of file begins, one character a byte; what it is; and what to do about it. */
type Kind = readonly [begins: RegExp | readonly string[], what: string, advice: string];

/** Kinds of text, behind a byte order mark and blanks. */
const TEXTS: readonly Kind[] = [
  [
    /^<(!doctype|html|head|body|\?xml|!--)/i,
    'a web page',
    'The server answered with a page instead of the file; check the address.',
  ],
  [
    ['version https://git-lfs'],
    'a pointer of Git LFS',
    'The file itself is not there; fetch it with "git lfs pull".',
  ],
  [
    /^[{[]\s*["{[\]}\d-]/,
    'JSON',
    'It may be an error message, or a model.json of TensorFlow.js; convert the model to TFLite or ONNX.',
  ],
];

const TAKE_MODEL = 'Take the file of the model itself.';
const PASS_APART = 'Pass the model to load, and pictures to classify.';
const EXPORT = 'Export the model as ONNX or TFLite.';
const HAS_NO_GRAPH = 'It has no graph; export the model as ONNX.';

/** Kinds of other files. */
const BINARIES: readonly Kind[] = [
  [/^PK[^ -~]{2}/, 'a ZIP archive, as PyTorch and Keras save', `Unpack it. ${EXPORT}`],
  [['\x89HDF'], 'HDF5, as Keras saves', EXPORT],
  [/^\x80[^ -~]/, 'a Python pickle, as PyTorch saves', 'Export the model as ONNX.'],
  [['\x08\x01\x12'], 'a graph of TensorFlow', 'Convert it to TFLite.'],
  [/^\n.{1,3}\n.{1,50}(Placeholder|Const)/s, 'a graph of TensorFlow', 'Convert it to TFLite.'],
  [/^.{4}ORTM/s, 'a file of ONNX Runtime’s own format', 'Load the ONNX file that it was made of.'],
  [/^.{8}\{"/s, 'a file of safetensors', HAS_NO_GRAPH],
  [['\x93NUMPY'], 'an array of NumPy', HAS_NO_GRAPH],
  [['GGUF'], 'GGUF, as llama.cpp saves', 'Kindling runs convolutional networks.'],
  [
    ['\x1f\x8b', 'BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd', '7z\xbc\xaf', 'Rar!'],
    'compressed, by gzip or another tool',
    'Unpack it first.',
  ],
  [['\x89PNG', '\xff\xd8\xff', 'GIF8', 'II*\0', 'MM\0*'], 'a picture', PASS_APART],
  [/^RIFF.{4}WEBP/s, 'a picture', PASS_APART],
  [/^.{4}ftyp/s, 'a picture or a video', PASS_APART],
  [['%PDF'], 'a PDF', TAKE_MODEL],
  [['\0asm'], 'WebAssembly', TAKE_MODEL],
  [
    ['\0'.repeat(64)],
    'nothing but zeros where it begins',
    'The download broke off; get the file again.',
  ],
];

/** As many bytes as tell. */
const HEAD_BYTES = 64;
/** Letters of a text that are quoted, and bytes that are told of what is none. */
const QUOTED = 40;
const TOLD = 8;

/** @throws ModelFormatError saying what the file is, what to do, and what models are */
export function refuseUnrecognised(bytes: Uint8Array, name = 'model'): never {
  const problem =
    bytes.length === 0
      ? `The file of "${name}" is empty; get it again.`
      : `The file is ${describe(bytes.subarray(0, HEAD_BYTES))} ${MODELS}`;
  throw new ModelFormatError(problem, { layer: null, offset: 0 });
}

function describe(head: Uint8Array): string {
  const raw = String.fromCharCode(...head);
  const kind = kindOf(raw, BINARIES) ?? kindOf(raw.replace(/^(\xef\xbb\xbf)?\s*/, ''), TEXTS);
  if (kind) return `no model, but ${kind[1]}. ${kind[2]}`;
  const [line] =
    textOf(head)
      ?.trim()
      .split(/[\r\n]/) ?? [];
  if (line !== undefined) return `no model, but text, which begins "${line.slice(0, QUOTED)}".`;
  const told = Array.from(head.subarray(0, TOLD), (byte) => byte.toString(16).padStart(2, '0'));
  return `of no kind that is known: it begins with the bytes ${told.join(' ')}.`;
}

function kindOf(head: string, kinds: readonly Kind[]): Kind | undefined {
  return kinds.find(([begins]) =>
    begins instanceof RegExp ? begins.test(head) : begins.some((magic) => head.startsWith(magic)),
  );
}

/** The beginning of a text; null where it has control characters, or is no UTF-8. */
function textOf(head: Uint8Array): string | null {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return null;
  try {
    // A letter may be cut in two at the end.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return null;
  }
}
