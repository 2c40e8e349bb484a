// Malformed Deep Compression files: those of SqueezeNet, since nothing in the format says of which network it is.
import { writeDeepCompression } from '../../../src/formats/deep-compression.fixtures';
import { squeezenetConvolutions } from '../../../src/models/squeezenet';
import { DAMAGED, type MalformedCase } from './malformed-case';
import type { SoundFile } from './mutate';

/** SqueezeNet with a few weights a layer, 40 kB. */
function fewWeights(): Uint8Array<ArrayBuffer> {
  return writeDeepCompression(
    squeezenetConvolutions().map(({ name, shape }) => ({
      name,
      shape,
      codebook: [0.5, -0.25, 0.125],
      codes: [1, 0, 2, 0, 0, 3, 1],
    })),
  );
}

export const DEEP_COMPRESSION_FILES: readonly SoundFile[] = [
  { name: 'SqueezeNet of few weights', bytes: fewWeights },
];

const LAYERS = 26;
/** Where the first layer's codebook begins, and its biases, codes and gaps. */
const CODEBOOK = 4 * LAYERS;
const CODES = CODEBOOK + 4 * 256 + 4 * 96;
const GAPS = CODES + 4;

function changed(change: (view: DataView) => void): () => Uint8Array {
  return () => {
    const bytes = fewWeights();
    change(new DataView(bytes.buffer));
    return bytes;
  };
}

export const DEEP_COMPRESSION_CASES: readonly MalformedCase[] = [
  { what: 'SqueezeNet of few weights, sound', bytes: fewWeights, gives: 'a model' },
  {
    what: 'a layer of 4 GB of codes',
    bytes: changed((view) => view.setUint32(0, 0xffffffff, true)),
    gives: DAMAGED(/its 4294967295 codes need 4294967295 bytes/),
  },
  {
    what: 'a NaN in a codebook',
    bytes: changed((view) => view.setFloat32(CODEBOOK + 8, Number.NaN, true)),
    gives: DAMAGED(/entry 2 of its codebook.*is NaN/),
  },
  {
    what: 'an infinite bias',
    bytes: changed((view) => view.setFloat32(CODES - 4, Number.NEGATIVE_INFINITY, true)),
    gives: DAMAGED(/entry 95 of its biases.*is -Infinity/),
  },
  {
    what: 'codes outside of what was written of the codebook',
    bytes: changed((view) => view.setUint8(CODES, 255)),
    gives: 'a model',
  },
  {
    what: 'the longest gaps',
    bytes: changed((view) => view.setUint16(GAPS, 0xffff)),
    gives: 'a model',
  },
  {
    what: 'no codes at all',
    bytes: changed((view) => view.setUint32(0, 0, true)),
    gives: DAMAGED(/./),
  },
  {
    what: 'a header and nothing else',
    bytes: () => fewWeights().slice(0, CODEBOOK),
    gives: DAMAGED(/codebook/),
  },
];
