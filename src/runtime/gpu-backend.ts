// WebGPU as what computes: a device, the pipelines compiled on it, and how models are made ready there.
import type { DeviceLostError } from '../errors';
import { type DeviceOptions, type Gpu, openGpu, whileAlive } from '../gpu/device';
import { Executor } from '../gpu/executor';
import { PipelineCache, PipelineError } from '../gpu/pipeline-cache';
import { type Graph, valueNamed } from '../graph/graph';
import { type Classifier, preprocessingOf } from '../graph/model';
import type { Decoder } from '../plan/build-plan';
import { kernelsFor } from '../plan/kernels-for';
import { scheduleSteps } from '../plan/schedule';
import type { Target } from '../plan/target';
import { appendTopK } from '../rewrites/append-top-k';
import { optimizeInTurns } from '../rewrites/optimize';
import { FLOATS } from '../tensor/elements';
import { Yielder } from '../util/yielder';
import type { Backend, ModelParts, Placed } from './backend';
import { GpuPlaced } from './gpu-placed';

/** A device and what is compiled on it. */
export class GpuBackend implements Backend {
  readonly kind = 'webgpu';
  readonly gpu: Gpu;
  readonly pipelines: PipelineCache;
  readonly lost: Promise<DeviceLostError>;

  constructor(gpu: Gpu, pipelines = new PipelineCache(gpu.device)) {
    this.gpu = gpu;
    this.pipelines = pipelines;
    this.lost = gpu.lost.catch((error: DeviceLostError) => error);
  }

  /**
   * Opens a device.
   * @throws WebGPUUnavailableError when the browser has no WebGPU, AdapterUnavailableError when it has no adapter or device.
   */
  static async open(options: DeviceOptions): Promise<GpuBackend> {
    return new GpuBackend(await openGpu(options));
  }

  get adapter() {
    return this.gpu.adapter;
  }

  get device(): GPUDevice {
    return this.gpu.device;
  }

  get hurriesAnswers(): boolean {
    return this.gpu.answers.areHurried;
  }

  /**
   * Optimises, plans, compiles and uploads.
   * @throws what passes, scheduler and executor throw; GraphError for an unknown extra output; the signal's reason
   */
  place(parts: ModelParts): Promise<Placed> {
    return placeModel(this, parts);
  }

  /** Destroys the device, unless it is the caller's. */
  close(): void {
    this.gpu.release();
  }
}

async function placeModel(backend: GpuBackend, parts: ModelParts): Promise<Placed> {
  const { gpu, pipelines } = backend;
  const { model, extraOutputs, signal } = parts;
  for (const name of extraOutputs) valueNamed(model.graph, name);
  const outputs = [...new Set([...model.graph.outputs, ...extraOutputs])];
  const preprocessing = preprocessingOf(model);
  const own = await rankedGraph({ ...model.graph, outputs }, model.classifier, signal);
  const lent = await parts.borrow?.(backend)?.lend(own);
  const ranked = lent?.graph ?? own;
  const target =
    parts.precision === 'f16'
      ? (await import('../gpu/in-halves')).inHalves(gpu, ranked)
      : gpu.target;
  const kernels = await kernelsFor(ranked, target.kind);
  // Who lends has decoded already: what it has not is packed.
  const decoder = lent ? null : await decoderFor(ranked, target, parts.decode);
  const place = async (canDecode: boolean) => {
    const steps = scheduleSteps(ranked, target, {
      kernels,
      decoder: canDecode ? decoder : null,
      ...(await choicesOf(gpu, ranked, target, parts.tuning)),
    });
    const { graph, plan: whole } = await new Yielder().run(steps, signal);
    const plan = (await parts.budgets?.planWithin(graph, whole)) ?? whole;
    await whileAlive(gpu, gpu.measured);
    signal?.throwIfAborted();
    if (parts.check) {
      const { checkKernels } = await import('./self-check');
      await checkKernels(backend, { graph, plan, target, signal });
    }
    const creating = Executor.create(gpu, plan, pipelines, { ...parts, ...lent });
    // What pictures need comes while the network's pipelines are compiled.
    const ready = Promise.all([creating, preprocessing && import('../image/picture-input')]);
    const [executor, pictures] = await whileAlive(gpu, ready).catch((error: unknown) => {
      // What is ready only after the device was lost is nobody's.
      creating.then((late) => late.destroy()).catch(() => undefined);
      throw error;
    });
    return { graph, executor, pictures };
  };
  const { graph, executor, pictures } = await place(true).catch(async (error: unknown) => {
    if (!(error instanceof PipelineError)) throw error;
    const { againWithout } = await import('../gpu/refused-variants');
    return againWithout(target, error, place);
  });
  const pictureInput =
    preprocessing &&
    pictures &&
    new pictures.PictureInput(
      gpu,
      preprocessing,
      {
        target: executor.inputBuffer(graph.inputs[0] ?? ''),
        precision: executor.plan.precision,
      },
      pipelines,
    );
  return new GpuPlaced(backend, graph, executor, pictureInput, lent);
}

/** What plans the decoding of weights, where there are coded ones and the device decodes them. */
async function decoderFor(
  { constants }: Graph,
  { kind, elements }: Target,
  decode: ModelParts['decode'],
): Promise<Decoder | null> {
  // A software adapter would compile for longer than the CPU decodes.
  const isWanted = decode === 'gpu' || (decode === 'auto' && kind === 'hardware');
  const isCoded = [...constants.values()].some(({ coded }) => coded);
  return isWanted && isCoded && elements === FLOATS ? import('../plan/decode-weights') : null;
}

/** The optimised graph, with a ranking of class probabilities where there are any. */
async function rankedGraph(
  graph: Graph,
  classifier: Classifier | null,
  signal: AbortSignal | undefined,
): Promise<Graph> {
  if (!classifier) return optimizeInTurns(graph, { signal });
  const outputs = [...new Set([...graph.outputs, classifier.probabilities])];
  const optimized = await optimizeInTurns({ ...graph, outputs }, { signal });
  return appendTopK(optimized, classifier.probabilities);
}

/** Measured choices, where they are asked for. */
async function choicesOf(gpu: Gpu, graph: Graph, target: Target, tuning: ModelParts['tuning']) {
  if (!tuning) return {};
  await whileAlive(gpu, gpu.measured);
  const { tunedChoices } = await import('../tune/index');
  return tunedChoices(gpu, graph, tuning.mode, { ...tuning, target });
}
