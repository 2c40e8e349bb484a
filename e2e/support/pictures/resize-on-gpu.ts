// Resizes a picture on the GPU with the shaders that `classify` uses, and reads the input tensor back.
import { openGpu } from '../../../src/gpu/device';
import { PipelineCache } from '../../../src/gpu/pipeline-cache';
import type { Preprocessing } from '../../../src/graph/model';
import { keepPicture, type Picture } from '../../../src/image/picture';
import { PictureInput } from '../../../src/image/picture-input';
import { unpackNhwc4 } from '../../../src/tensor/layout';

/** The network's input [1, h, w, 3] as the GPU makes it. */
export async function resizeOnGpu(
  picture: Picture,
  preprocessing: Preprocessing,
  maxSide?: number,
): Promise<Float32Array> {
  const gpu = await openGpu();
  const { device } = gpu;
  const { width, height } = preprocessing.crop;
  const byteLength = 16 * width * height;
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.STORAGE;
  const target = device.createBuffer({ size: byteLength, usage });
  const staging = device.createBuffer({
    size: byteLength,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  device.pushErrorScope('validation');
  const input = new PictureInput(
    gpu,
    preprocessing,
    { target, precision: 'f32' },
    new PipelineCache(device),
  );
  await input.prepare();
  const kept = await keepPicture(picture, maxSide ?? device.limits.maxTextureDimension2D);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  input.encode(pass, kept);
  pass.end();
  encoder.copyBufferToBuffer(target, 0, staging, 0, byteLength);
  device.queue.submit([encoder.finish()]);
  kept.close();
  const refused = await device.popErrorScope();
  if (refused) throw new Error(refused.message);
  await staging.mapAsync(GPUMapMode.READ);
  const packed = new Float32Array(staging.getMappedRange().slice(0));
  input.destroy();
  target.destroy();
  staging.destroy();
  gpu.release();
  return unpackNhwc4(packed, [1, height, width, 3]);
}
