// Pictures to input tensors on the GPU: texture (a user's own, or one that the picture is copied to) → rows filtered along x → input buffer filtered along y,
// cropped, normalised. Two dispatches in the network's own compute pass.
import { type Gpu, whileAlive } from '../gpu/device';
import type { CompiledPipeline, PipelineCache } from '../gpu/pipeline-cache';
import { channelScales, type Preprocessing } from '../graph/model';
import { encodeParams, paramsLayout } from '../kernels/params';
import { bindingsOf, entryPointOf, linkShader, type Shader } from '../kernels/shader';
import type { Precision } from '../tensor/elements';
import { once } from '../util/lazy';
import { ceilDiv } from '../util/math';
import { explainPicture, type KeptPicture, keepPicture, type Picture } from './picture';
import { imageResizeHorizontal, imageResizeVertical } from './picture-shaders.gen';
import { resizeGeometry } from './resize-geometry';

const WORKGROUP = 8;

/** GPU objects that depend on the picture's size; kept as long as pictures have the same one. */
interface SizedResources {
  readonly width: number;
  readonly height: number;
  /** What pictures are copied to; null until one has to be. */
  copied: { readonly texture: GPUTexture; readonly bindGroup: GPUBindGroup } | null;
  readonly rows: GPUBuffer;
  /** Of the second dispatch. */
  readonly bindGroup: GPUBindGroup;
  /** Height of the source region: rows that the first dispatch filters. */
  readonly regionHeight: number;
}

/** The two halves of the resize, compiled. */
type PicturePipelines = readonly [CompiledPipeline, CompiledPipeline];

/** Milliseconds after loading in which a first inference of tensors would wait for compilers. */
const IDLE_AFTER_MS = 500;

function compilePicturePipelines(
  { channelOrder }: Preprocessing,
  precision: Precision,
  cache: PipelineCache,
): Promise<PicturePipelines> {
  const workgroup = { WG_X: WORKGROUP, WG_Y: WORKGROUP };
  const BGR = Number(channelOrder === 'bgr');
  return Promise.all([
    cache.get(pipelineSpec(imageResizeHorizontal, 'f32', workgroup, '')),
    cache.get(
      pipelineSpec(imageResizeVertical, precision, { ...workgroup, BGR }, `_${channelOrder}`),
    ),
  ]);
}

/**
 * Fills one input buffer of one model from pictures. Its pipelines are compiled for the first picture, or some time after
 * loading if none came: tensors never need them.
 */
export class PictureInput {
  /** What users are told of a picture that failed later. */
  readonly explain = explainPicture;
  readonly #gpu: Gpu;
  readonly #preprocessing: Preprocessing;
  readonly #target: GPUBuffer;
  readonly #compile: () => Promise<PicturePipelines>;
  readonly #idle: ReturnType<typeof setTimeout>;
  #pipelines: PicturePipelines | null = null;
  readonly #params: readonly [GPUBuffer, GPUBuffer];
  #sized: SizedResources | null = null;

  /** `target` is an NHWC4 input buffer of the crop's size, of numbers of that precision. */
  constructor(
    gpu: Gpu,
    preprocessing: Preprocessing,
    { target, precision }: { readonly target: GPUBuffer; readonly precision: Precision },
    pipelines: PipelineCache,
  ) {
    this.#gpu = gpu;
    this.#preprocessing = preprocessing;
    this.#target = target;
    this.#compile = once(() => compilePicturePipelines(preprocessing, precision, pipelines));
    // Whoever classifies sees a failure; whoever does not has none.
    this.#idle = setTimeout(() => this.prepare().catch(() => undefined), IDLE_AFTER_MS);
    this.#params = [
      paramsBuffer(gpu.device, imageResizeHorizontal),
      paramsBuffer(gpu.device, imageResizeVertical),
    ];
  }

  /** What a picture is copied from, as it is now. @throws as `keepPicture` does */
  keep(picture: Picture): Promise<KeptPicture> {
    return keepPicture(picture, this.#gpu.device.limits.maxTextureDimension2D);
  }

  /** Compiles, unless that is done. @throws GPUFailureError, DeviceLostError */
  async prepare(): Promise<void> {
    clearTimeout(this.#idle);
    this.#pipelines = await whileAlive(this.#gpu, this.#compile());
  }

  /** Queues the picture's pixels, and encodes the two dispatches that turn them into the input. */
  encode(pass: GPUComputePassEncoder, picture: KeptPicture): void {
    const sized = this.#resourcesFor(picture);
    const bindGroups = [this.#bindPicture(sized, picture.source), sized.bindGroup];
    const { crop } = this.#preprocessing;
    const heights = [sized.regionHeight, crop.height];
    for (const [index, { pipeline }] of this.#compiled().entries()) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroups[index]);
      pass.dispatchWorkgroups(
        ceilDiv(crop.width, WORKGROUP),
        ceilDiv(heights[index] ?? 0, WORKGROUP),
      );
    }
  }

  /** Frees textures and buffers; the target is the model's. */
  destroy(): void {
    clearTimeout(this.#idle);
    this.#freeSized();
    for (const buffer of this.#params) buffer.destroy();
  }

  #compiled(): PicturePipelines {
    if (!this.#pipelines) throw new RangeError('Pictures were not prepared for.');
    return this.#pipelines;
  }

  #resourcesFor(picture: KeptPicture): SizedResources {
    const { width, height } = picture;
    if (this.#sized?.width === width && this.#sized.height === height) return this.#sized;
    this.#freeSized();
    this.#sized = this.#createSized(width, height);
    return this.#sized;
  }

  #createSized(width: number, height: number): SizedResources {
    const { device } = this.#gpu;
    const { region, scale, first } = resizeGeometry(this.#preprocessing, { width, height });
    const { crop, mean } = this.#preprocessing;
    const rows = device.createBuffer({
      label: 'picture rows',
      size: 4 * region.height * crop.width,
      usage: GPUBufferUsage.STORAGE,
    });
    const [horizontal, vertical] = this.#params;
    device.queue.writeBuffer(
      horizontal,
      0,
      encodeParams(imageResizeHorizontal, {
        region: [region.x, region.y, region.width, region.height],
        scale: scale.x,
        first: first.x,
        width: crop.width,
      }),
    );
    device.queue.writeBuffer(
      vertical,
      0,
      encodeParams(imageResizeVertical, {
        mean: [...mean, 0],
        scale: [...channelScales(this.#preprocessing), 0],
        size: [crop.width, crop.height],
        rows: region.height,
        first: first.y,
        step: scale.y,
      }),
    );
    const bindGroup = this.#bindGroup(1, [rows, this.#target, vertical].map(asBinding));
    return { width, height, copied: null, rows, bindGroup, regionHeight: region.height };
  }

  /** A texture is read where it is; everything else is copied into one, in sRGB and multiplied by alpha. */
  #bindPicture(sized: SizedResources, source: KeptPicture['source']): GPUBindGroup {
    if ('createView' in source) return this.#bindTexture(sized, source);
    const { width, height } = sized;
    sized.copied ??= this.#createCopied(sized);
    const { texture } = sized.copied;
    if ('data' in source) {
      const layout = { bytesPerRow: 4 * width };
      this.#gpu.device.queue.writeTexture({ texture }, source.data, layout, { width, height });
      return sized.copied.bindGroup;
    }
    const copy = (from: ImageBitmap | OffscreenCanvas) =>
      this.#gpu.device.queue.copyExternalImageToTexture(
        { source: from },
        { texture, premultipliedAlpha: true, colorSpace: 'srgb' },
        { width, height },
      );
    try {
      copy(source);
    } catch (cause) {
      // Chromium does not copy pictures of 16 bits a channel on every adapter; a canvas makes them of 8.
      const isForeign = cause instanceof DOMException && cause.name === 'SecurityError';
      if (isForeign) throw cause;
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext('2d', { willReadFrequently: true })?.drawImage(source, 0, 0);
      copy(canvas);
    }
    return sized.copied.bindGroup;
  }

  #createCopied(sized: SizedResources): NonNullable<SizedResources['copied']> {
    const { width, height } = sized;
    const { TEXTURE_BINDING, COPY_DST, RENDER_ATTACHMENT } = GPUTextureUsage;
    const texture = this.#gpu.device.createTexture({
      label: 'picture',
      size: { width, height },
      format: 'rgba8unorm',
      usage: TEXTURE_BINDING | COPY_DST | RENDER_ATTACHMENT,
    });
    return { texture, bindGroup: this.#bindTexture(sized, texture) };
  }

  #bindTexture({ rows }: SizedResources, texture: GPUTexture): GPUBindGroup {
    const view = texture.createView({ dimension: '2d', mipLevelCount: 1, arrayLayerCount: 1 });
    return this.#bindGroup(0, [view, asBinding(rows), asBinding(this.#params[0])]);
  }

  #bindGroup(stage: 0 | 1, resources: readonly GPUBindingResource[]): GPUBindGroup {
    return this.#gpu.device.createBindGroup({
      layout: this.#compiled()[stage].layout,
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
  }

  #freeSized(): void {
    this.#sized?.copied?.texture.destroy();
    this.#sized?.rows.destroy();
    this.#sized = null;
  }
}

function pipelineSpec(
  shader: Shader,
  precision: Precision,
  overrides: Readonly<Record<string, number>>,
  trait: string,
) {
  return {
    id: `${shader.stem}__${precision}${trait}_wg${WORKGROUP}x${WORKGROUP}`,
    shader: shader.stem,
    entryPoint: entryPointOf(shader),
    bindings: bindingsOf(shader),
    overrides,
    code: linkShader(shader, { types: precision }),
  };
}

function asBinding(buffer: GPUBuffer): GPUBufferBinding {
  return { buffer };
}

function paramsBuffer(device: GPUDevice, shader: Shader): GPUBuffer {
  return device.createBuffer({
    label: `${shader.stem} params`,
    size: paramsLayout(shader).byteLength,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
}
