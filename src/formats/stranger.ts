// What a file is that no reader knows: what servers, shells and other tools leave under a model's name.
import { ModelFormatError } from '../errors';

/** How a kind of file begins, and what to do about it. */
const KINDS: readonly (readonly [begins: RegExp, what: string, advice: string])[] = [
  [
    /^<(!doctype|html|head|body|\?xml|!--)/i,
    'a web page',
    'The server answered with a page instead of the file; check the address.',
  ],
  [
    /^version https:\/\/git-lfs/,
    'a pointer of Git LFS',
    'The file itself is not there; fetch it with "git lfs pull".',
  ],
  [
    /^[{[]/,
    'JSON',
    'It may be an error message, or a model.json of TensorFlow.js; convert the model to TFLite or ONNX.',
  ],
  [
    /^PK[^ -~]{2}/,
    'a ZIP archive, as PyTorch and Keras save',
    'Unpack it, or export the model as ONNX or TFLite.',
  ],
  [/^\x89HDF/, 'HDF5, as Keras saves', 'Export the model as ONNX or TFLite.'],
  [/^\x80[^ -~]/, 'a Python pickle, as PyTorch saves', 'Export the model as ONNX.'],
  [/^[^ -~]\x8b/, 'compressed by gzip', 'Unpack it first.'],
  [/^.{8}\{"/s, 'a file of safetensors', 'It has no graph; export the model as ONNX.'],
  [
    /^(\x89PNG|\xff\xd8\xff|GIF8)/,
    'a picture',
    'Pass the model to load, and pictures to classify.',
  ],
];

/** As many bytes as tell. */
const HEAD_BYTES = 64;

/** @throws ModelFormatError saying what the file is and what to do, where it is a known kind that is no model. */
export function refuseStranger(bytes: Uint8Array): void {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  const text = head.replace(/^(\xef\xbb\xbf)?\s*/, '');
  for (const [begins, what, advice] of KINDS) {
    if (!begins.test(text)) continue;
    throw new ModelFormatError(`The file is no model, but ${what}. ${advice}`, {
      layer: null,
      offset: 0,
    });
  }
}
