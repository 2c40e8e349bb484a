// The whole corpus: files made by hand, one fault each, and seeded damage to sound ones.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appetites } from './appetites';
import { CONTAINER_CASES, CONTAINER_FILES, resealed } from './container-corpus';
import { DEEP_COMPRESSION_CASES, DEEP_COMPRESSION_FILES } from './deep-compression-corpus';
import type { Corpus } from './malformed-case';
import { mutants, type SoundFile } from './mutate';
import { ONNX_CASES } from './onnx-corpus';
import { ONNX_FILES } from './onnx-files';
import { TFLITE_CASES, TFLITE_FILES } from './tflite-corpus';
import { UNRECOGNISED } from './unrecognised';

/** Where the real files are; outside of the project, so that they may be missing. */
const SHARED = process.env.KINDLING_SHARED_DIR ?? '';
const REAL = [
  'weights/compressed_SqueezeNet.net',
  'weights/mobilenet_v1_0.25_224.tflite',
  'weights/mobilenet_v1_0.25_224_quant.tflite',
  'golden/squeezenet1_0_dc.onnx',
];

/** Names of the real files that are not there. */
export const MISSING = REAL.filter((name) => SHARED === '' || !existsSync(join(SHARED, name)));

const REAL_FILES: readonly SoundFile[] = REAL.filter((name) => !MISSING.includes(name)).map(
  (name) => ({ name, bytes: () => readFileSync(join(SHARED, name)) }),
);

/** Files with one fault each, made by hand, by format. */
export const HAND_MADE: Corpus = {
  'no models': UNRECOGNISED,
  ONNX: ONNX_CASES,
  TFLite: TFLITE_CASES,
  container: CONTAINER_CASES,
  'Deep Compression': DEEP_COMPRESSION_CASES,
};

/** Sound files, most of them hostile. */
export const APPETITES = appetites(1000, 7_000_000);

/** Seeded damage, by format. */
export const MUTANTS: Corpus = {
  'damaged ONNX': mutants(ONNX_FILES, 1000, 1_000_000),
  'damaged TFLite': mutants(TFLITE_FILES, 800, 2_000_000),
  'damaged containers': mutants(CONTAINER_FILES, 100, 3_000_000),
  'damaged containers, resealed': Array.from({ length: 800 }, (_, i) => {
    const file = CONTAINER_FILES[i % CONTAINER_FILES.length];
    if (!file) throw new RangeError('There are no containers.');
    return resealed(file, 4_000_000 + i);
  }),
  'damaged Deep Compression': mutants(DEEP_COMPRESSION_FILES, 40, 5_000_000),
  'damaged real files': REAL_FILES.length > 0 ? mutants(REAL_FILES, 80, 6_000_000) : [],
};
