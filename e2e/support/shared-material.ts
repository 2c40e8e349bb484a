// The pictures, crops and reference outputs beside the project (../shared): real data that is not part of it.
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import sharp from 'sharp';
import { isWhole, sampleOf } from '../../src/util/sample.fixtures';

const root = join(import.meta.dirname, '../../../shared');
const MEAN_BGR = [104, 117, 123] as const;

/** One photograph with the reference's answers. */
export interface Photo {
  readonly photo: string;
  readonly label: number;
  /** [class index, logit], best first. */
  readonly squeezenet_top5: readonly (readonly [number, number])[];
  /** [class index without background, probability], best first. */
  readonly mobilenet_top5: readonly (readonly [number, number])[];
}

/** Skips a test where the material is absent, as in a user's clone; in CI its absence is a failure. */
export function requireShared(): void {
  test.skip(!hasShared(), 'Needs the photographs and reference outputs in ../shared.');
}

/** Whether the material is there. @throws Error where it is absent in CI */
export function hasShared(): boolean {
  const present = existsSync(join(root, 'golden/photos.json'));
  if (!present && process.env.CI) throw new Error('CI needs ../shared beside the project.');
  return present;
}

/** Path of a file in ../shared. */
export function sharedPath(...parts: string[]): string {
  return join(root, ...parts);
}

/** Bytes of a file in ../shared. */
export function readShared(...parts: string[]): Buffer {
  return readFileSync(sharedPath(...parts));
}

/** Little-endian float32 file. */
export function readFloats(...parts: string[]): Float32Array {
  const { buffer, byteOffset, byteLength } = readShared(...parts);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** All photographs that have reference answers, in the order of the golden rows. */
export function readPhotos(): Photo[] {
  return JSON.parse(readShared('golden/photos.json').toString('utf8')) as Photo[];
}

/** So many photographs in a sample, all of them otherwise; each with its row in the golden files. */
export function samplePhotos(count: number): (Photo & { readonly row: number })[] {
  const photos = readPhotos().map((photo, row) => ({ ...photo, row }));
  return sampleOf('photographs', photos, count);
}

/** One row of a golden file. */
export function goldenRow(file: string, row: number, length: number): Float32Array {
  return readFloats(file).subarray(row * length, (row + 1) * length);
}

/** A folder of photographs with a file of their labels, for commands. */
export interface LabelledPhotos {
  readonly photos: readonly Photo[];
  readonly folder: string;
  readonly labels: string;
}

/** So many photographs in a sample, the folder itself otherwise. `into`: a folder for links and the file. */
export function labelledPhotos(count: number, into: string): LabelledPhotos {
  const photos = samplePhotos(count);
  if (isWhole)
    return { photos, folder: sharedPath('photos'), labels: sharedPath('golden/labels.tsv') };
  const folder = mkdtempSync(join(into, 'photos-'));
  for (const { photo } of photos) symlinkSync(sharedPath('photos', photo), join(folder, photo));
  const labels = join(into, 'labels.tsv');
  writeFileSync(labels, photos.map(({ photo, label }) => `${photo}\t${label}\n`).join(''));
  return { photos, folder, labels };
}

/** The Deep Compression file. */
export function readCompressedSqueezeNet(): Buffer {
  return readShared('weights/compressed_SqueezeNet.net');
}

/** A photograph's 227×227 crop as SqueezeNet's input: [3, 227, 227], BGR minus mean. */
export async function readCropTensor({ photo }: Photo): Promise<Float32Array<ArrayBuffer>> {
  const rgb = await readCropPixels(photo, 227);
  const plane = 227 * 227;
  const tensor = new Float32Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (const [channel, mean] of MEAN_BGR.entries()) {
      tensor[channel * plane + pixel] = (rgb[3 * pixel + 2 - channel] ?? 0) - mean;
    }
  }
  return tensor;
}

/** A photograph's crop of 227×227 (SqueezeNet) or 224×224 pixels (MobileNet), RGB bytes. */
export function readCropPixels(photo: string, side: 224 | 227): Promise<Buffer> {
  const stem = photo.slice(0, photo.lastIndexOf('.'));
  return sharp(sharedPath('crops', `${stem}.${side}.png`))
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** Networks whose outputs are judged by the kernels that GPUs get, which take long on a software adapter. */
export const GPU_RULES = sampleOf('kernels of GPUs', ['SqueezeNet', 'MobileNet'], 1);
