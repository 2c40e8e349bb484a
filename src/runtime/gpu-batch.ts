// A model on a device for several pictures at once: a network beside the one for a single picture, with the same weights in the
// same buffers. Loaded by those who compute batches.
import { Executor } from '../gpu/executor';
import type { Graph } from '../graph/graph';
import { preprocessingOf } from '../graph/model';
import { PictureInput } from '../image/picture-input';
import { planSteps } from '../plan/build-plan';
import { kernelsFor } from '../plan/kernels-for';
import { selectKernel } from '../plan/select-kernel';
import { unpackPort } from '../plan/unpack-port';
import { inBatchSteps } from '../rewrites/in-batch';
import type { TensorData } from '../tensor/tensor';
import { Yielder } from '../util/yielder';
import type { Batch, ModelParts, Taken } from './backend';
import type { DeviceContext } from './device-context';
import type { TakenPicture } from './gpu-feeds';

/** A model on a device. */
interface BatchSubject {
  readonly backend: DeviceContext;
  readonly graph: Graph;
  readonly executor: Executor;
}

/** A network for several pictures. */
export class GpuBatch implements Batch {
  readonly #executor: Executor;
  /** One for each image: the pictures of a batch are all copied ahead of its one submit. */
  readonly #inputs: readonly PictureInput[];
  readonly #leaveLender: () => void;

  private constructor(lender: Executor, executor: Executor, inputs: readonly PictureInput[]) {
    this.#executor = executor;
    this.#inputs = inputs;
    this.#leaveLender = lender.adopt(this);
  }

  /**
   * Plans what was planned for one picture, by the rules: tunings are of one picture, and its Winograd convolutions stay.
   * @throws as `Placed.inBatch` does
   */
  static async create(
    { backend: { gpu, pipelines }, graph, executor: lender }: BatchSubject,
    images: number,
    { model, budgets }: ModelParts,
  ): Promise<GpuBatch> {
    const preprocessing = preprocessingOf(model);
    const [input = ''] = graph.inputs;
    if (!preprocessing) throw new RangeError(`"${graph.name}" takes no pictures.`);
    const yielder = new Yielder();
    const many = await yielder.run(inBatchSteps(graph, images));
    const kernels = await kernelsFor(many, gpu.target.kind);
    const { precision } = lender.plan;
    const target =
      precision === 'f16' ? (await import('../gpu/in-halves')).inHalves(gpu) : gpu.target;
    const whole = await yielder.run(
      planSteps(many, target, (call, device) => selectKernel(call, device, kernels), null),
    );
    const plan = (await budgets?.planWithin(many, whole)) ?? whole;
    const executor = await Executor.create(gpu, plan, pipelines, { lender });
    const buffer = executor.inputBuffer(input);
    const inputs = Array.from(
      { length: images },
      (_, image) =>
        new PictureInput(gpu, preprocessing, { target: buffer, precision, image }, pipelines),
    );
    const batch = new GpuBatch(lender, executor, inputs);
    await Promise.all(inputs.map((each) => each.prepare())).catch((error: unknown) => {
      batch.destroy();
      throw error;
    });
    return batch;
  }

  async run(
    pictures: readonly Taken[],
    outputs: readonly string[],
    signal?: AbortSignal,
  ): Promise<TensorData[]> {
    const executor = this.#executor;
    const results = await executor.run(
      outputs.map((output) => ({ output })),
      (pass) => {
        for (const [image, taken] of pictures.entries()) {
          this.#inputs[image]?.encode(pass, (taken as TakenPicture).kept);
        }
      },
      signal,
    );
    return outputs.map((output, index) => {
      return unpackPort(executor.output(output), results[index] ?? new ArrayBuffer(0)).data;
    });
  }

  destroy(): void {
    this.#leaveLender?.();
    for (const input of this.#inputs) input.destroy();
    this.#executor.destroy();
  }
}
