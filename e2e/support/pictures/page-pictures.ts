// Every kind of picture that a page has, made of known pixels; and what a network gets of one. Runs in the page.

import {
  type BackendKind,
  createRuntime,
  type Picture,
  type Preprocessing,
} from '../../../src/index';
import { preview } from '../../../src/tools/index';
import { colourModel } from '../small-models';

/** A picture's pixels, not multiplied by alpha, and a PNG file of them. */
export interface KnownPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly png: Uint8Array<ArrayBuffer>;
}

type Maker = (pixels: KnownPixels, device: GPUDevice) => Picture | Promise<Picture>;

const MAKERS = {
  blob: ({ png }) => new Blob([png], { type: 'image/png' }),
  imageData: imageDataOf,
  plainPixels: ({ width, height, data }) => ({ width, height, data }),
  image: ({ png }) => imageOf(png, 'image/png'),
  canvas: (pixels) => {
    const { width, height } = pixels;
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    context2d(canvas).putImageData(imageDataOf(pixels), 0, 0);
    return canvas;
  },
  offscreenCanvas: offscreenOf,
  imageBitmap: (pixels) => createImageBitmap(imageDataOf(pixels)),
  straightImageBitmap: (pixels) =>
    createImageBitmap(imageDataOf(pixels), { premultiplyAlpha: 'none' }),
  videoFrame: (pixels) => new VideoFrame(offscreenOf(pixels), { timestamp: 0 }),
  rawVideoFrame: ({ data, width, height }) =>
    new VideoFrame(data, {
      ...{ format: 'RGBA', codedWidth: width, codedHeight: height, timestamp: 0 },
      colorSpace: { matrix: 'rgb', primaries: 'bt709', transfer: 'iec61966-2-1', fullRange: true },
    }),
  video: async (pixels) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: pixels.width, height: pixels.height });
    context2d(canvas).putImageData(imageDataOf(pixels), 0, 0);
    const video = document.createElement('video');
    video.srcObject = canvas.captureStream();
    await video.play();
    return video;
  },
  rgba8unorm: (pixels, device) =>
    textureOf(pixels, device, 'rgba8unorm', 4, (view, at, rgba) => {
      rgba.forEach((value, i) => {
        view.setUint8(at + i, Math.round(255 * value));
      });
    }),
  bgra8unorm: (pixels, device) =>
    textureOf(pixels, device, 'bgra8unorm', 4, (view, at, [r, g, b, a]) => {
      [b, g, r, a].forEach((value, i) => {
        view.setUint8(at + i, Math.round(255 * value));
      });
    }),
  rgba16float: (pixels, device) =>
    textureOf(pixels, device, 'rgba16float', 8, (view, at, rgba) => {
      rgba.forEach((value, i) => {
        view.setUint16(at + 2 * i, floatBits(value, 10), true);
      });
    }),
  rgba32float: (pixels, device) =>
    textureOf(pixels, device, 'rgba32float', 16, (view, at, rgba) => {
      rgba.forEach((value, i) => {
        view.setFloat32(at + 4 * i, value, true);
      });
    }),
  rgb10a2unorm: (pixels, device) =>
    textureOf(pixels, device, 'rgb10a2unorm', 4, (view, at, [r, g, b]) => {
      const [red, green, blue] = [r, g, b].map((value) => Math.round(1023 * value));
      view.setUint32(
        at,
        ((red ?? 0) | ((green ?? 0) << 10) | ((blue ?? 0) << 20) | (3 << 30)) >>> 0,
        true,
      );
    }),
  rg11b10ufloat: (pixels, device) =>
    textureOf(pixels, device, 'rg11b10ufloat', 4, (view, at, [r, g, b]) => {
      const bits = floatBits(r, 6) | (floatBits(g, 6) << 11) | (floatBits(b, 5) << 22);
      view.setUint32(at, bits >>> 0, true);
    }),
} satisfies Record<string, Maker>;

/** Names of the kinds. */
export type PictureKind = keyof typeof MAKERS;

/** A picture of that kind. `device` is for textures. */
export function makePicture(
  kind: PictureKind,
  pixels: KnownPixels,
  device: GPUDevice,
): Picture | Promise<Picture> {
  const make: Maker = MAKERS[kind];
  return make(pixels, device);
}

/**
 * RGB levels of pictures as the network gets them, row by row; each made by a function that gets the device, on the CPU a
 * plain object.
 */
export async function previewsOf(
  pictures: readonly ((device: GPUDevice) => Picture | Promise<Picture>)[],
  how: Preprocessing,
  backend: BackendKind = 'webgpu',
): Promise<number[][]> {
  const runtime = await createRuntime({ backend });
  const device = backend === 'webgpu' ? runtime.device : ({} as GPUDevice);
  const model = await runtime.load(colourModel(how));
  const results: number[][] = [];
  for (const make of pictures) {
    const picture = await make(device);
    const { data } = await preview(model, picture);
    // The library closes what it makes itself; browsers complain of frames that nobody closes.
    if (picture instanceof VideoFrame) picture.close();
    results.push(Array.from(data).filter((_, i) => i % 4 !== 3));
  }
  runtime.dispose();
  return results;
}

/** An element that has loaded a file. */
export async function imageOf(
  file: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([file], { type }));
  await image.decode();
  return image;
}

/** The context of a canvas that has one. */
export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The canvas has no context.');
  return context;
}

function imageDataOf({ data, width, height }: KnownPixels): ImageData {
  return new ImageData(data, width, height);
}

function offscreenOf(pixels: KnownPixels): OffscreenCanvas {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext('2d')?.putImageData(imageDataOf(pixels), 0, 0);
  return canvas;
}

type Rgba = [number, number, number, number];

/** Pixels multiplied by alpha, 0…1, written by `write` at their byte. */
function textureOf(
  { data, width, height }: KnownPixels,
  device: GPUDevice,
  format: GPUTextureFormat,
  bytesPerPixel: number,
  write: (view: DataView, at: number, rgba: Rgba) => void,
): GPUTexture {
  const texture = device.createTexture({
    size: { width, height },
    format,
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  const bytes = new ArrayBuffer(bytesPerPixel * width * height);
  const view = new DataView(bytes);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [r = 0, g = 0, b = 0, a = 0] = data.subarray(4 * pixel, 4 * pixel + 4);
    const alpha = a / 255;
    const rgba: Rgba = [(r / 255) * alpha, (g / 255) * alpha, (b / 255) * alpha, alpha];
    write(view, bytesPerPixel * pixel, rgba);
  }
  device.queue.writeTexture(
    { texture },
    bytes,
    { bytesPerRow: bytesPerPixel * width },
    { width, height },
  );
  return texture;
}

/** Bits of a float without sign that has 5 bits of exponent, of a number from 0 to 1; smaller than 2⁻¹⁴ is 0. */
function floatBits(value: number, mantissaBits: number): number {
  if (value < 2 ** -14) return 0;
  const exponent = Math.min(Math.floor(Math.log2(value)), 0);
  return (
    ((exponent + 15) << mantissaBits) + Math.round((value / 2 ** exponent - 1) * 2 ** mantissaBits)
  );
}
