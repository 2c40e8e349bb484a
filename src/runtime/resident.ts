// What a device holds of a model.
import { type Gpu, whileAlive } from '../gpu/device';
import { type CompileProgress, Executor } from '../gpu/executor';
import { PipelineError } from '../gpu/pipeline-cache';
import { type Graph, valueNamed } from '../graph/graph';
import type { Classifier, Model } from '../graph/model';
import type { PictureInput } from '../image/picture-input';
import { kernelsFor } from '../plan/kernels-for';
import { scheduleGraph } from '../plan/schedule';
import type { Target } from '../plan/target';
import { appendTopK } from '../rewrites/append-top-k';
import { optimizeInTurns } from '../rewrites/optimize';
import type { Precision } from '../tensor/elements';
import type { TuneOptions } from '../tune/tune-graph';
import type { DeviceContext } from './device-context';

/** What `load` makes a model of. */
export interface LoadedModelParts {
  readonly model: Model;
  readonly byteLength: number;
  /** Values besides the model's own outputs that can be read back. */
  readonly extraOutputs: readonly string[];
  /** Null for the rules alone. */
  readonly tuning: (Omit<TuneOptions, 'target'> & { readonly mode: 'cached' | 'full' }) | null;
  readonly precision: Precision;
  /** Whether kernels are held against the reference first, where that has not been done on the adapter. */
  readonly check: boolean;
  /** Who decodes coded weights; 'auto' is by kind of adapter. Those of halves the CPU does. */
  readonly decode: 'auto' | 'gpu' | 'cpu';
  readonly signal?: AbortSignal | undefined;
  readonly onCompiling?: ((progress: CompileProgress) => void) | undefined;
}

/** A model on a device. */
export interface Placed extends DeviceContext {
  /** What the plan computes, node by node. */
  readonly graph: Graph;
  readonly executor: Executor;
  /** What turns pictures into input; null for networks that do not classify. */
  readonly pictureInput: PictureInput | null;
  /** Frees all that it holds there. */
  readonly destroy: () => void;
}

/** A model wherever it is: its device may change while it is loaded. */
export class Resident {
  readonly parts: LoadedModelParts;
  #placed: Placed;
  /** Why the present device cannot hold it. */
  #failure: unknown = null;
  #isDisposed = false;

  constructor(parts: LoadedModelParts, placed: Placed) {
    this.parts = parts;
    this.#placed = placed;
  }

  /** Where it was last. */
  get placed(): Placed {
    return this.#placed;
  }

  /** Where it can run. @throws what kept it from the present device */
  ready(): Placed {
    if (this.#failure) throw this.#failure;
    return this.#placed;
  }

  /** Gives up the last place for another one, or for the reason why there is none. */
  move(to: Placed | { readonly failure: unknown }): void {
    const isPlaced = 'executor' in to;
    this.#placed.destroy();
    this.#failure = isPlaced ? null : to.failure;
    if (!isPlaced) return;
    this.#placed = to;
    if (this.#isDisposed) to.destroy();
  }

  /** Frees everything that it holds on the GPU. */
  dispose(): void {
    this.#isDisposed = true;
    this.#placed.destroy();
  }
}

/**
 * Optimises, plans, compiles and uploads.
 * @throws what passes, scheduler and executor throw; GraphError for an unknown extra output; the signal's reason
 */
export async function placeModel(context: DeviceContext, parts: LoadedModelParts): Promise<Placed> {
  const { gpu, pipelines } = context;
  const { model, extraOutputs, signal } = parts;
  for (const name of extraOutputs) valueNamed(model.graph, name);
  const outputs = [...new Set([...model.graph.outputs, ...extraOutputs])];
  const ranked = await rankedGraph({ ...model.graph, outputs }, model.classifier);
  signal?.throwIfAborted();
  const target =
    parts.precision === 'f16' ? (await import('../gpu/in-halves')).inHalves(gpu) : gpu.target;
  const kernels = await kernelsFor(ranked);
  const place = async (decodesWeights = DECODES_WEIGHTS[parts.decode]) => {
    const { graph, plan } = scheduleGraph(ranked, target, {
      kernels,
      ...(decodesWeights === undefined ? {} : { decodesWeights }),
      ...(await choicesOf(gpu, ranked, target, parts.tuning)),
    });
    signal?.throwIfAborted();
    await whileAlive(gpu, gpu.measured);
    signal?.throwIfAborted();
    if (parts.check) {
      const { checkKernels } = await import('./self-check');
      await checkKernels(context, { graph, plan, target, signal });
    }
    const creating = Executor.create(gpu, plan, pipelines, parts);
    // What pictures need comes while the network's pipelines are compiled.
    const ready = Promise.all([creating, model.classifier && import('../image/picture-input')]);
    const [executor, pictures] = await whileAlive(gpu, ready).catch((error: unknown) => {
      // What is ready only after the device was lost is nobody's.
      creating.then((late) => late.destroy()).catch(() => undefined);
      throw error;
    });
    return { graph, executor, pictures };
  };
  const { graph, executor, pictures } = await place().catch(async (error: unknown) => {
    if (!(error instanceof PipelineError)) throw error;
    const { againWithout } = await import('../gpu/refused-variants');
    return againWithout(target, error, place);
  });
  // Networks that do not classify may have no input at all: a file of constants.
  const pictureInput =
    model.classifier &&
    pictures &&
    new pictures.PictureInput(
      gpu,
      model.classifier.preprocessing,
      {
        target: executor.inputBuffer(graph.inputs[0] ?? ''),
        precision: executor.plan.precision,
      },
      pipelines,
    );
  const destroy = () => {
    pictureInput?.destroy();
    executor.destroy();
  };
  return { gpu, pipelines, graph, executor, pictureInput, destroy };
}

/** Undefined where the kind of adapter says it. */
const DECODES_WEIGHTS = { auto: undefined, gpu: true, cpu: false };

/** The optimised graph, with a ranking of class probabilities where there are any. */
async function rankedGraph(graph: Graph, classifier: Classifier | null): Promise<Graph> {
  if (!classifier) return optimizeInTurns(graph);
  const outputs = [...new Set([...graph.outputs, classifier.probabilities])];
  const optimized = await optimizeInTurns({ ...graph, outputs });
  return appendTopK(optimized, classifier.probabilities);
}

/** Measured choices, where they are asked for. */
async function choicesOf(
  gpu: Gpu,
  graph: Graph,
  target: Target,
  tuning: LoadedModelParts['tuning'],
) {
  if (!tuning) return {};
  await whileAlive(gpu, gpu.measured);
  const { tunedChoices } = await import('../tune/index');
  return tunedChoices(gpu, graph, tuning.mode, { ...tuning, target });
}
