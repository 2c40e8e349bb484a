// Pictures to input tensors on the GPU, in the network's own compute pass: a texture, a user's own or one that the picture is
// copied to, is bound to the program that picture-program.ts makes for its size.
import { type Gpu, whileAlive } from '../gpu/device';
import { Installed } from '../gpu/installed';
import type { CompiledPipeline, PipelineCache } from '../gpu/pipeline-cache';
import type { Preprocessing } from '../graph/model';
import type { PipelineSpec } from '../plan/program';
import type { Precision } from '../tensor/elements';
import { once } from '../util/lazy';
import { explainPicture, type KeptPicture, keepPicture, type Picture } from './picture';
import { INPUT, PICTURE, picturePipelines, pictureProgram } from './picture-program';

/** What depends on the picture's size; kept as long as pictures have the same one. */
interface SizedResources {
  readonly width: number;
  readonly height: number;
  readonly installed: Installed;
  /** What pictures are copied to; null until one has to be. */
  copied: GPUTexture | null;
}

/** Where pictures come to lie. */
interface PictureTarget {
  /** An NHWC4 input buffer, of one image of the crop's size or of several. */
  readonly target: GPUBuffer;
  /** Of its numbers. */
  readonly precision: Precision;
  /** Which of its images; the first by default. */
  readonly image?: number;
}

/** Milliseconds after loading in which a first inference of tensors would wait for compilers. */
const IDLE_AFTER_MS = 500;

/**
 * Fills one image of one input buffer from pictures. Its pipelines are compiled for the first picture, or some time after
 * loading if none came: tensors never need them.
 */
export class PictureInput {
  /** What users are told of a picture that failed later. */
  readonly explain = explainPicture;
  readonly #gpu: Gpu;
  readonly #preprocessing: Preprocessing;
  readonly #target: GPUBuffer;
  readonly #image: number;
  readonly #specs: readonly PipelineSpec[];
  readonly #compile: () => Promise<readonly CompiledPipeline[]>;
  readonly #idle: ReturnType<typeof setTimeout>;
  #compiled: readonly CompiledPipeline[] | null = null;
  #sized: SizedResources | null = null;

  constructor(
    gpu: Gpu,
    preprocessing: Preprocessing,
    { target, precision, image = 0 }: PictureTarget,
    pipelines: PipelineCache,
  ) {
    this.#gpu = gpu;
    this.#preprocessing = preprocessing;
    this.#target = target;
    this.#image = image;
    this.#specs = picturePipelines(preprocessing, precision);
    this.#compile = once(() => pipelines.getAll(this.#specs));
    // Whoever classifies sees a failure; whoever does not has none.
    this.#idle = setTimeout(() => this.prepare().catch(() => undefined), IDLE_AFTER_MS);
  }

  /** What a picture is copied from, as it is now. @throws as `keepPicture` does */
  keep(picture: Picture): Promise<KeptPicture> {
    return keepPicture(picture, this.#gpu.device.limits.maxTextureDimension2D);
  }

  /** Compiles, unless that is done. @throws GPUFailureError, DeviceLostError */
  async prepare(): Promise<void> {
    clearTimeout(this.#idle);
    this.#compiled = await whileAlive(this.#gpu, this.#compile());
  }

  /** Queues the picture's pixels, and encodes the two dispatches that turn them into the input. */
  encode(pass: GPUComputePassEncoder, { source, width, height }: KeptPicture): void {
    const sized = this.#resourcesFor(width, height);
    // A texture is read where it is; everything else is copied into one.
    const picture = 'createView' in source ? source : this.#copied(sized, source);
    sized.installed.encode(pass, { [PICTURE]: picture });
  }

  /** Frees textures and buffers; the target is the model's. */
  destroy(): void {
    clearTimeout(this.#idle);
    this.#freeSized();
  }

  #resourcesFor(width: number, height: number): SizedResources {
    if (this.#sized?.width === width && this.#sized.height === height) return this.#sized;
    if (!this.#compiled) throw new RangeError('Pictures were not prepared for.');
    this.#freeSized();
    const size = { width, height };
    const program = pictureProgram(this.#preprocessing, this.#specs, size, this.#image);
    const outside = { [INPUT]: this.#target };
    const installed = new Installed(this.#gpu.device, program, this.#compiled, { outside });
    this.#sized = { width, height, installed, copied: null };
    return this.#sized;
  }

  /** A texture with the picture, in sRGB and multiplied by alpha. */
  #copied(sized: SizedResources, source: Exclude<KeptPicture['source'], GPUTexture>): GPUTexture {
    const { queue } = this.#gpu.device;
    const size = { width: sized.width, height: sized.height };
    sized.copied ??= this.#gpu.device.createTexture({
      label: 'picture',
      size,
      format: 'rgba8unorm',
      usage:
        GPUTextureUsage.TEXTURE_BINDING |
        GPUTextureUsage.COPY_DST |
        GPUTextureUsage.RENDER_ATTACHMENT,
    });
    const texture = sized.copied;
    if ('data' in source) {
      queue.writeTexture({ texture }, source.data, { bytesPerRow: 4 * size.width }, size);
      return texture;
    }
    const copy = (from: ImageBitmap | OffscreenCanvas) =>
      queue.copyExternalImageToTexture(
        { source: from },
        { texture, premultipliedAlpha: true, colorSpace: 'srgb' },
        size,
      );
    try {
      copy(source);
    } catch (cause) {
      // Chromium does not copy pictures of 16 bits a channel on every adapter; a canvas makes them of 8.
      const isForeign = cause instanceof DOMException && cause.name === 'SecurityError';
      if (isForeign) throw cause;
      const canvas = new OffscreenCanvas(size.width, size.height);
      canvas.getContext('2d', { willReadFrequently: true })?.drawImage(source, 0, 0);
      copy(canvas);
    }
    return texture;
  }

  #freeSized(): void {
    this.#sized?.copied?.destroy();
    this.#sized?.installed.destroy();
    this.#sized = null;
  }
}
