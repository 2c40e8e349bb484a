// A model on a device: runs tensors, classifies pictures, and tells what it is made of.
import { GPUFailureError, TensorError } from '../errors';
import type { Gpu } from '../gpu/device';
import { Executor, type ReadRequest } from '../gpu/executor';
import type { PipelineCache } from '../gpu/pipeline-cache';
import { decodePicture, type Picture } from '../image/picture';
import { PictureInput } from '../image/picture-input';
import { type Graph, valueNamed } from '../ir/graph';
import type { Classifier, Model } from '../ir/model';
import { appendTopK, TOP_INDICES, TOP_VALUES } from '../passes/append-top-k';
import { optimizeGraphInTurns } from '../passes/index';
import type { Plan } from '../plan/plan';
import { type Backend, type ModelReport, reportModel } from '../plan/report';
import { scheduleGraph } from '../plan/schedule';
import { externalShape, packNhwc4, unpackNhwc4 } from '../tensor/layout';
import { channelsOf, f32Tensor, type Shape, type Tensor } from '../tensor/tensor';
import type { VariantProfile, VariantProfileOptions } from '../tune/profile-variants';
import type { TuneOptions } from '../tune/tune-graph';
import { bytesMovedOf } from './bytes-moved';
import type { CompareOptions, ModelComparison, ModelInputs } from './comparison';
import type { Pixels } from './preview';
import { type ModelProfile, type ProfileOptions, profileExecutor } from './profile';
import { externalTensor, type NamedTensor, nhwcInputs } from './read-model';
import type { Trace, TraceSubject } from './trace';

/** One answer of `classify`. */
export interface Classification {
  /** Class number, from 0, in the model's own order without background. */
  readonly index: number;
  /** The class's name; `class 7` for a model without names. */
  readonly label: string;
  readonly probability: number;
}

/** An input or output as users see it. */
export interface TensorInfo {
  readonly name: string;
  /** In the model's own axis order, batch first. */
  readonly shape: Shape;
  readonly dtype: 'f32';
}

/** What `load` makes a model of. */
export interface LoadedModelParts {
  readonly model: Model;
  readonly byteLength: number;
  /** Values besides the model's own outputs that can be read back. */
  readonly extraOutputs: readonly string[];
  /** Null for the rules alone. */
  readonly tuning: (TuneOptions & { readonly mode: 'cached' | 'full' }) | null;
  /** Who decodes coded weights; 'auto' is by kind of adapter. */
  readonly decode: 'auto' | 'gpu' | 'cpu';
  /** Called once the model is disposed. */
  readonly onDispose: () => void;
}

/** A network ready to run. Made by `Runtime.load`. */
export class LoadedModel {
  readonly name: string;
  /** What computes it. */
  readonly backend: Backend = 'webgpu';
  /** What the GPU does for one inference: plain data. */
  readonly plan: Plan;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #gpu: Gpu;
  readonly #pipelines: PipelineCache;
  readonly #model: Model;
  readonly #graph: Graph;
  readonly #executor: Executor;
  /** What turns pictures into input; null for networks that do not classify. */
  readonly #pictureInput: PictureInput | null;
  readonly #byteLength: number;
  readonly #onDispose: () => void;

  private constructor(
    gpu: Gpu,
    pipelines: PipelineCache,
    parts: LoadedModelParts,
    graph: Graph,
    executor: Executor,
    pictureInput: PictureInput | null,
  ) {
    this.name = parts.model.name;
    this.plan = executor.plan;
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.#model = parts.model;
    this.#graph = graph;
    this.#executor = executor;
    this.#pictureInput = pictureInput;
    this.#byteLength = parts.byteLength;
    this.#onDispose = parts.onDispose;
    this.inputs = graph.inputs.map((name) => tensorInfo(graph, name));
    this.outputs = graph.outputs
      .filter((name) => name !== TOP_VALUES && name !== TOP_INDICES)
      .map((name) => tensorInfo(graph, name));
  }

  /** Optimises, plans, compiles and uploads. @throws what passes, scheduler and executor throw */
  static async create(
    gpu: Gpu,
    pipelines: PipelineCache,
    parts: LoadedModelParts,
  ): Promise<LoadedModel> {
    const { model, extraOutputs } = parts;
    for (const name of extraOutputs) valueNamed(model.graph, name);
    const outputs = [...new Set([...model.graph.outputs, ...extraOutputs])];
    const ranked = await rankedGraph({ ...model.graph, outputs }, model.classifier);
    const { graph, plan } = scheduleGraph(ranked, gpu.adapter.kind, {
      hasSubgroups: gpu.device.features.has('subgroups'),
      ...(parts.decode === 'auto' ? {} : { decodesWeights: parts.decode === 'gpu' }),
      ...(await choicesOf(gpu, ranked, parts.tuning)),
    });
    const executor = await Executor.create(gpu, plan, pipelines);
    // Networks that do not classify may have no input at all: a file of constants.
    const pictureInput =
      model.classifier === null
        ? null
        : new PictureInput(
            gpu,
            model.classifier.preprocessing,
            executor.inputBuffer(graph.inputs[0] ?? ''),
            pipelines,
          );
    return new LoadedModel(gpu, pipelines, parts, graph, executor, pictureInput);
  }

  /**
   * Names what is in a picture: decoded, resized, cropped and normalised on the GPU as the network was trained
   * for, and ranked there, so that only the best answers are read back. Grey pictures count as RGB with equal
   * channels; transparent ones are seen on white; EXIF orientation is honoured in files (Blob, File).
   * @param options.topK how many answers, 1 … number of classes; 5 by default
   * @throws ImageError when the picture cannot be decoded; TensorError for a topK out of range, a model loaded
   * for a batch of several, or one that does not classify pictures; DeviceLostError.
   */
  async classify(
    picture: Picture,
    options: { readonly topK?: number } = {},
  ): Promise<Classification[]> {
    const { topK = 5 } = options;
    const { classifier } = this.#pictures();
    const background = Number(classifier.background);
    const classes =
      channelsOf(valueNamed(this.#graph, classifier.probabilities).shape) - background;
    if (!Number.isInteger(topK) || topK < 1 || topK > classes) {
      throw new TensorError(`topK must be a whole number from 1 to ${classes}, got ${topK}.`);
    }
    // One more, in case that background is among them.
    const byteLength = 4 * (topK + background);
    const [indices, values] = await this.#runPicture(picture, [
      { output: TOP_INDICES, byteLength },
      { output: TOP_VALUES, byteLength },
    ]);
    const ranking = await classificationsOf(
      this.name,
      classifier,
      new Uint32Array(indices ?? []),
      new Float32Array(values ?? []),
    );
    return ranking.filter(({ index }) => index >= 0).slice(0, topK);
  }

  /**
   * Raw tensors in and out, by name, in the model's own axis order (`inputs` and `outputs` tell shapes).
   * @param options.outputs which outputs to read back; all of `outputs` by default
   * @throws TensorError when an input is missing or has the wrong size, or an output does not exist;
   * DeviceLostError.
   */
  async run(
    inputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
    options: { readonly outputs?: readonly string[] } = {},
  ): Promise<Record<string, NamedTensor>> {
    const names = options.outputs ?? this.outputs.map(({ name }) => name);
    for (const [name, data] of Object.entries(nhwcInputs(this.#graph, inputs))) {
      this.#executor.writeInput(name, packNhwc4(data, valueNamed(this.#graph, name).shape));
    }
    const results = await this.#executor.run(names.map((output) => ({ output })));
    return Object.fromEntries(
      names.map((name, index) => [
        name,
        this.#unpack(name, new Float32Array(results[index] ?? [])),
      ]),
    );
  }

  /** Layers, shapes, costs, kernels, slots and counts: plain JSON. */
  inspect(): ModelReport {
    return reportModel(this.#graph, this.plan, {
      name: this.name,
      byteLength: this.#byteLength,
      graph: this.#model.graph,
    });
  }

  /**
   * Measures inferences on whatever the inputs hold, and every layer where the device has timestamps.
   * @throws RangeError for fewer than one run; DeviceLostError; the signal's reason when aborted.
   */
  async profile(options: ProfileOptions = {}): Promise<ModelProfile> {
    const { runs = 10 } = options;
    if (!Number.isInteger(runs) || runs < 1) {
      throw new RangeError(`A profile needs one run or more, got ${runs}.`);
    }
    const hasTimestamps = this.#gpu.device.features.has('timestamp-query');
    const nodes = new Map(this.#graph.nodes.map((node) => [node.name, node]));
    const layers = this.inspect().layers.map((layer) => {
      const node = nodes.get(layer.name);
      return { ...layer, bytesMoved: node ? bytesMovedOf(this.#graph, node) : 0 };
    });
    return profileExecutor(this.#executor, layers, hasTimestamps, options);
  }

  /**
   * Times every layer by every variant of every kernel that could compute it, in turns: what this plan's own choices
   * can be held against. Compiles all of them: minutes on a software adapter.
   * @throws RangeError for fewer than two runs; GPUFailureError; DeviceLostError; the signal's reason when aborted.
   */
  async profileVariants(options: VariantProfileOptions = {}): Promise<VariantProfile[]> {
    const { runs = 5 } = options;
    if (!Number.isInteger(runs) || runs < 2) {
      throw new RangeError(`Variants are compared in two runs or more, got ${runs}.`);
    }
    const { profileGraphVariants } = await import('../tune/index');
    return profileGraphVariants(
      this.#gpu,
      { graph: this.#graph, plan: this.plan },
      { ...options, runs },
    );
  }

  /**
   * Holds every layer against the CPU reference, computed again from the very inputs that it had on the GPU, each by a
   * bound of its own; and all outputs against the reference run through the whole network. Repeated runs are compared
   * each, and the model's own plan with one that keeps all values. Takes as long as the reference does: seconds to
   * minutes.
   * @param inputs a picture, tensors by name in the model's own axis order, or nothing for seeded numbers
   * @throws RangeError for fewer than one run; TensorError and ImageError as `run` and `classify` do; LimitError,
   * GPUFailureError when the device cannot hold all values at once; DeviceLostError.
   */
  async compare(inputs: ModelInputs = {}, options: CompareOptions = {}): Promise<ModelComparison> {
    const { runs = 3 } = options;
    if (!Number.isInteger(runs) || runs < 1) {
      throw new RangeError(`A comparison needs one run or more, got ${runs}.`);
    }
    const tensors = Object.keys(inputs).length === 0 ? null : await this.#tensorsOf(inputs);
    const { compareModel } = await import('./compare');
    const subject = {
      name: this.name,
      source: { ...this.#model.graph, outputs: this.outputs.map(({ name }) => name) },
      ...this.#subject(),
    };
    return compareModel(subject, tensors, runs);
  }

  /**
   * Runs one inference and keeps what every layer gave, so that feature maps can be looked at. Holds a buffer for every
   * value until the trace is disposed; the model has to outlive it.
   * @throws TensorError and ImageError as `run` and `classify` do; LimitError, GPUFailureError when the device cannot hold
   * all values at once; DeviceLostError.
   */
  async trace(inputs: ModelInputs): Promise<Trace> {
    const tensors = await this.#tensorsOf(inputs);
    const { Trace } = await import('./trace');
    return Trace.run(this.#subject(), tensors);
  }

  /**
   * A picture as the network is shown it: resized, cropped, and rounded to 8 bits.
   * @throws as `classify` does.
   */
  async preview(picture: Picture): Promise<Pixels> {
    const { preprocessing } = this.#pictures().classifier;
    const input = await this.#pictureTensor(picture);
    const { pixelsOfInput } = await import('./preview');
    return pixelsOfInput(input, preprocessing);
  }

  /** Frees everything that the model holds on the GPU. Runs under way fail. */
  dispose(): void {
    this.#pictureInput?.destroy();
    this.#executor.destroy();
    this.#onDispose();
  }

  /** What pictures need of the model. @throws TensorError when it has none, or takes several at once */
  #pictures(): { classifier: Classifier; pictureInput: PictureInput } {
    const { classifier } = this.#model;
    const pictureInput = this.#pictureInput;
    if (!classifier || !pictureInput) {
      throw new TensorError(`"${this.name}" does not classify pictures; use run.`);
    }
    if (this.inputs[0]?.shape[0] !== 1) {
      throw new TensorError(
        'A picture is a batch of one; this model was loaded for a larger batch.',
      );
    }
    return { classifier, pictureInput };
  }

  /** One inference on a picture. */
  async #runPicture(picture: Picture, requests: readonly ReadRequest[]): Promise<ArrayBuffer[]> {
    const { pictureInput } = this.#pictures();
    await pictureInput.prepare();
    const { maxTextureDimension2D } = this.#gpu.device.limits;
    const decoded = await decodePicture(picture, maxTextureDimension2D);
    let results: Promise<ArrayBuffer[]>;
    try {
      results = this.#executor.run(requests, (pass) => pictureInput.encode(pass, decoded));
    } finally {
      decoded.close();
    }
    return results;
  }

  /** Inputs as NHWC; a picture as it comes to the network. */
  async #tensorsOf(inputs: ModelInputs): Promise<Record<string, Tensor>> {
    if (isPicture(inputs)) {
      return { [this.#graph.inputs[0] ?? '']: await this.#pictureTensor(inputs.picture) };
    }
    return Object.fromEntries(
      Object.entries(nhwcInputs(this.#graph, inputs)).map(([name, data]) => [
        name,
        f32Tensor(valueNamed(this.#graph, name).shape, data),
      ]),
    );
  }

  async #pictureTensor(picture: Picture): Promise<Tensor> {
    const input = this.#graph.inputs[0] ?? '';
    const { shape } = valueNamed(this.#graph, input);
    const [words] = await this.#runPicture(picture, [{ input }]);
    return f32Tensor(shape, unpackNhwc4(new Float32Array(words ?? []), shape));
  }

  #subject(): TraceSubject {
    return {
      graph: this.#graph,
      executor: this.#executor,
      createExecutor: (plan) => Executor.create(this.#gpu, plan, this.#pipelines, this.#executor),
    };
  }

  #unpack(name: string, packed: Float32Array): NamedTensor {
    const { shape } = valueNamed(this.#graph, name);
    const span = this.plan.outputs.find((port) => port.name === name)?.span;
    return externalTensor(this.#graph, name, unpackNhwc4(packed, shape, span?.first, span?.words));
  }
}

/** A ranking with names; background has index −1. @throws GPUFailureError when there are numbers that are none */
export async function classificationsOf(
  model: string,
  { labels, background }: Classifier,
  indices: Uint32Array,
  values: Float32Array,
): Promise<Classification[]> {
  if (values.some((value) => !Number.isFinite(value))) {
    throw new GPUFailureError(
      `"${model}" gave probabilities that are not numbers: its weights or this adapter are at fault.`,
    );
  }
  const names =
    labels === 'imagenet-1000'
      ? (await import('../store/imagenet-labels')).imagenetLabels
      : (labels ?? []);
  return Array.from(indices, (entry, rank) => {
    const index = entry - Number(background);
    return { index, label: names[index] ?? `class ${index}`, probability: values[rank] ?? 0 };
  });
}

/** A tensor of that name is an input like others. */
export function isPicture(inputs: ModelInputs): inputs is { readonly picture: Picture } {
  return 'picture' in inputs && !(inputs.picture instanceof Float32Array);
}

/** The optimised graph, with a ranking of class probabilities where there are any. */
async function rankedGraph(graph: Graph, classifier: Classifier | null): Promise<Graph> {
  if (!classifier) return optimizeGraphInTurns(graph);
  const outputs = [...new Set([...graph.outputs, classifier.probabilities])];
  const optimized = await optimizeGraphInTurns({ ...graph, outputs });
  return appendTopK(optimized, classifier.probabilities);
}

/** Measured choices, where they are asked for. */
async function choicesOf(gpu: Gpu, graph: Graph, tuning: LoadedModelParts['tuning']) {
  if (!tuning) return {};
  const { tunedChoices } = await import('../tune/index');
  return tunedChoices(gpu, graph, tuning.mode, tuning);
}

/** A value as users see it. */
export function tensorInfo(graph: Graph, name: string): TensorInfo {
  return {
    name,
    shape: externalShape(valueNamed(graph, name).shape, graph.axisOrder),
    dtype: 'f32',
  };
}
