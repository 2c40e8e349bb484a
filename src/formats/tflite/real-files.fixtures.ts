// The real TFLite files: from KINDLING_WEIGHTS_DIR, else ../shared/weights. Tests skip where one is missing, never in CI.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER =
  process.env.KINDLING_WEIGHTS_DIR ?? join(import.meta.dirname, '../../../../shared/weights');

/** A file that may be there. */
export interface RealFile {
  readonly name: string;
  readonly isMissing: boolean;
  /** For test titles: why they are skipped; empty where they are not. */
  readonly why: string;
  readonly read: () => Uint8Array<ArrayBuffer>;
}

export const V1_FLOAT = realFile('mobilenet_v1_0.25_224.tflite');
export const V1_QUANT = realFile('mobilenet_v1_0.25_224_quant.tflite');
export const V2_QUANT = realFile('mobilenet_v2_1.0_224_quant.tflite');

/** All of them. */
export const REAL_FILES: readonly RealFile[] = [V1_FLOAT, V1_QUANT, V2_QUANT];

function realFile(name: string): RealFile {
  const path = join(FOLDER, name);
  const isMissing = !existsSync(path);
  return {
    name,
    isMissing,
    why: isMissing ? ` (skipped: no ${path})` : '',
    read: () => new Uint8Array(readFileSync(path)),
  };
}
