// A model on a device: runs tensors, classifies pictures, and tells what it is made of.
import { GPUFailureError, TensorError } from '../errors';
import { Executor, type ReadRequest } from '../gpu/executor';
import { type DecodedPicture, decodePicture, type Picture } from '../image/picture';
import type { PictureInput } from '../image/picture-input';
import { type Graph, valueNamed } from '../ir/graph';
import type { Classifier } from '../ir/model';
import { TOP_INDICES, TOP_VALUES } from '../passes/append-top-k';
import type { Plan } from '../plan/plan';
import { type ModelReport, reportModel } from '../plan/report';
import { externalShape, packNhwc4, unpackNhwc4 } from '../tensor/layout';
import { channelsOf, f32Tensor, type Shape, type Tensor } from '../tensor/tensor';
import type { VariantProfile, VariantProfileOptions } from '../tune/profile-variants';
import { orAborted } from '../util/abort';
import { Scoped } from '../util/scoped';
import type { CallOptions, Classification } from './call';
import type { CompareOptions, ModelComparison, ModelInputs } from './comparison';
import type { Host } from './host';
import type { Pixels } from './preview';
import type { ModelProfile, ProfileOptions } from './profile';
import { externalTensor, type NamedTensor, nhwcInputs } from './read-model';
import type { LoadedModelParts, Placed, Resident } from './resident';
import type { StreamOptions, StreamResult, VideoSource } from './stream';
import type { Trace, TraceSubject } from './trace';

/** An input or output as users see it. */
export interface TensorInfo {
  readonly name: string;
  /** In the model's own axis order, batch first. */
  readonly shape: Shape;
  readonly dtype: 'f32';
}

/** A network ready to run. Made by `Runtime.load`. */
export class LoadedModel extends Scoped {
  readonly name: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #host: Host;
  readonly #resident: Resident;

  private constructor(host: Host, resident: Resident) {
    super();
    const { graph } = resident.placed;
    this.name = resident.parts.model.name;
    this.#host = host;
    this.#resident = resident;
    this.inputs = graph.inputs.map((name) => tensorInfo(graph, name));
    this.outputs = graph.outputs
      .filter((name) => name !== TOP_VALUES && name !== TOP_INDICES)
      .map((name) => tensorInfo(graph, name));
    host.leaks?.watch(this, resident, `The model "${this.name}"`);
  }

  /** Optimises, plans, compiles and uploads. @throws what passes, scheduler and executor throw */
  static async create(host: Host, parts: LoadedModelParts): Promise<LoadedModel> {
    return new LoadedModel(host, await host.admit(parts));
  }

  /** What the GPU does for one inference: plain data. */
  get plan(): Plan {
    return this.#resident.placed.executor.plan;
  }

  /**
   * Names what is in a picture: decoded, resized, cropped and normalised on the GPU as the network was trained
   * for, and ranked there, so that only the best answers are read back. Grey pictures count as RGB with equal
   * channels; transparent ones are seen on white; EXIF orientation is honoured in files (Blob, File).
   * @param options.topK how many answers, 1 … number of classes; 5 by default
   * @throws ImageError when the picture cannot be decoded; TensorError for a topK out of range, a model loaded
   * for a batch of several, or one that does not classify pictures; DeviceLostError; the signal's reason.
   */
  async classify(
    picture: Picture,
    options: CallOptions & { readonly topK?: number } = {},
  ): Promise<Classification[]> {
    const { topK = 5, signal } = options;
    const { classifier } = this.#pictures();
    const background = Number(classifier.background);
    const classes =
      channelsOf(valueNamed(this.#graph, classifier.probabilities).shape) - background;
    if (!Number.isInteger(topK) || topK < 1 || topK > classes) {
      throw new TensorError(`topK must be a whole number from 1 to ${classes}, got ${topK}.`);
    }
    // One more, in case that background is among them.
    const byteLength = 4 * (topK + background);
    const requests = [
      { output: TOP_INDICES, byteLength },
      { output: TOP_VALUES, byteLength },
    ];
    const [indices, values] = await this.#runPicture(picture, requests, signal);
    const ranking = await this.#classifications(
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
   * DeviceLostError; the signal's reason.
   */
  async run(
    inputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
    options: CallOptions & { readonly outputs?: readonly string[] } = {},
  ): Promise<Record<string, NamedTensor>> {
    const names = options.outputs ?? this.outputs.map(({ name }) => name);
    // Copies: the caller's arrays may change before their turn comes.
    const packed = Object.entries(nhwcInputs(this.#graph, inputs)).map(
      ([name, data]) => [name, packNhwc4(data, valueNamed(this.#graph, name).shape)] as const,
    );
    return this.#inTurn(options.signal, async ({ executor, graph }) => {
      for (const [name, words] of packed) executor.writeInput(name, words);
      const results = await executor.run(names.map((output) => ({ output })));
      return Object.fromEntries(
        names.map((name, index) => [
          name,
          unpackOutput(executor.plan, graph, name, new Float32Array(results[index] ?? [])),
        ]),
      );
    });
  }

  /**
   * Classifies a video as it plays: always its newest frame, so that answers keep up with it however long they take; frames
   * that came meanwhile are dropped. A next frame is taken when the next answer is asked for. Ends when the video does, when
   * the signal aborts, or with the loop around it.
   * @param source a `<video>`, a camera's track, a stream of frames (they are closed), or a canvas, looked at as often as the
   * page is drawn
   * @throws as `classify` does.
   */
  async *stream(
    source: VideoSource,
    options: StreamOptions = {},
  ): AsyncGenerator<StreamResult, void, undefined> {
    const { streamAnswers } = await import('./stream');
    yield* streamAnswers(
      (picture, signal) => this.classify(picture, { ...options, signal }),
      source,
      options.signal,
    );
  }

  /** Layers, shapes, costs, kernels, slots and counts: plain JSON. */
  inspect(): ModelReport {
    const { model, byteLength } = this.#resident.parts;
    return reportModel(this.#graph, this.plan, {
      name: this.name,
      byteLength,
      graph: model.graph,
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
    const { profileExecutor } = await import('./profile');
    return profileExecutor(this.#resident.ready(), this.inspect().layers, { ...options, runs });
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
    const { gpu, graph, executor } = this.#resident.ready();
    return profileGraphVariants(gpu, { graph, plan: executor.plan }, { ...options, runs });
  }

  /**
   * Holds every layer against the CPU reference, computed again from the very inputs that it had on the GPU, each by a
   * bound of its own; and all outputs against the reference run through the whole network. Repeated runs are compared
   * each, and the model's own plan with one that keeps all values. Takes as long as the reference does: seconds to
   * minutes.
   * @param inputs a picture, tensors by name in the model's own axis order, or nothing for seeded numbers
   * @throws RangeError for fewer than one run; TensorError and ImageError as `run` and `classify` do; LimitError,
   * GPUFailureError when the device cannot hold all values at once; DeviceLostError; the signal's reason.
   */
  async compare(inputs: ModelInputs = {}, options: CompareOptions = {}): Promise<ModelComparison> {
    const { runs = 3, signal } = options;
    if (!Number.isInteger(runs) || runs < 1) {
      throw new RangeError(`A comparison needs one run or more, got ${runs}.`);
    }
    const tensors = Object.keys(inputs).length === 0 ? null : await this.#tensorsOf(inputs, signal);
    const { compareModel } = await import('./compare');
    const outputs = this.outputs.map(({ name }) => name);
    const source = { ...this.#resident.parts.model.graph, outputs };
    return this.#attempt(signal, (placed) =>
      compareModel({ name: this.name, source, ...subjectOf(placed) }, tensors, runs, signal),
    );
  }

  /**
   * Runs one inference and keeps what every layer gave, so that feature maps can be looked at. Holds a buffer for every
   * value until the trace is disposed; the model has to outlive it.
   * @throws TensorError and ImageError as `run` and `classify` do; LimitError, GPUFailureError when the device cannot hold
   * all values at once; DeviceLostError; the signal's reason.
   */
  async trace(inputs: ModelInputs, { signal }: CallOptions = {}): Promise<Trace> {
    const tensors = await this.#tensorsOf(inputs, signal);
    const { Trace } = await import('./trace');
    return this.#attempt(signal, (placed) =>
      Trace.run(subjectOf(placed), tensors, signal, this.#host.leaks),
    );
  }

  /**
   * A picture as the network is shown it: resized, cropped, and rounded to 8 bits.
   * @throws as `classify` does.
   */
  async preview(picture: Picture, { signal }: CallOptions = {}): Promise<Pixels> {
    const { preprocessing } = this.#pictures().classifier;
    const input = await this.#pictureTensor(picture, signal);
    const { pixelsOfInput } = await import('./preview');
    return pixelsOfInput(input, preprocessing);
  }

  /** Frees everything that the model holds on the GPU. Calls that have not begun by then fail. */
  dispose(): void {
    this.#host.dismiss(this.#resident);
  }

  get #graph(): Graph {
    return this.#resident.placed.graph;
  }

  /** What pictures need of the model. @throws TensorError when it has none, or takes several at once */
  #pictures(): { classifier: Classifier; pictureInput: PictureInput } {
    const { classifier } = this.#resident.parts.model;
    const { pictureInput } = this.#resident.ready();
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

  /** Works on the model's device until the signal aborts; on another device again, where that is asked for. */
  #attempt<T>(signal: AbortSignal | undefined, work: (placed: Placed) => Promise<T>): Promise<T> {
    return orAborted(signal, () =>
      this.#host.attempt(async () => {
        signal?.throwIfAborted();
        return work(this.#resident.ready());
      }),
    );
  }

  /** The same in the model's turn among others. */
  #inTurn<T>(signal: AbortSignal | undefined, work: (placed: Placed) => Promise<T>): Promise<T> {
    return this.#attempt(signal, () =>
      this.#host.turns.take(this.#resident, async () => {
        signal?.throwIfAborted();
        return work(this.#resident.ready());
      }),
    );
  }

  /** One inference on a picture. */
  #runPicture(
    picture: Picture,
    requests: readonly ReadRequest[],
    signal: AbortSignal | undefined,
  ): Promise<ArrayBuffer[]> {
    this.#pictures();
    return orAborted(signal, async () => {
      const decoded = await this.#decode(picture);
      try {
        return await this.#inTurn(signal, async ({ executor }) => {
          const { pictureInput } = this.#pictures();
          await pictureInput.prepare();
          signal?.throwIfAborted();
          return executor.run(requests, (pass) => pictureInput.encode(pass, decoded));
        });
      } finally {
        decoded.close();
      }
    });
  }

  /** Canvases that have to wait for their turn are copied: they may be drawn on meanwhile. */
  async #decode(picture: Picture): Promise<DecodedPicture> {
    const { maxTextureDimension2D } = this.#resident.ready().gpu.device.limits;
    const isWaiting = this.#host.turns.isFull && 'getContext' in picture;
    const copy = isWaiting ? await createImageBitmap(picture) : null;
    const decoded = await decodePicture(copy ?? picture, maxTextureDimension2D);
    const close = () => {
      decoded.close();
      copy?.close();
    };
    return { ...decoded, close };
  }

  /** Inputs as NHWC; a picture as it comes to the network. */
  async #tensorsOf(
    inputs: ModelInputs,
    signal: AbortSignal | undefined,
  ): Promise<Record<string, Tensor>> {
    if (isPicture(inputs)) {
      return { [this.#graph.inputs[0] ?? '']: await this.#pictureTensor(inputs.picture, signal) };
    }
    return Object.fromEntries(
      Object.entries(nhwcInputs(this.#graph, inputs)).map(([name, data]) => [
        name,
        f32Tensor(valueNamed(this.#graph, name).shape, data),
      ]),
    );
  }

  async #pictureTensor(picture: Picture, signal: AbortSignal | undefined): Promise<Tensor> {
    const input = this.#graph.inputs[0] ?? '';
    const { shape } = valueNamed(this.#graph, input);
    const [words] = await this.#runPicture(picture, [{ input }], signal);
    return f32Tensor(shape, unpackNhwc4(new Float32Array(words ?? []), shape));
  }

  /** Background has index −1. */
  async #classifications(
    { labels, background }: Classifier,
    indices: Uint32Array,
    values: Float32Array,
  ): Promise<Classification[]> {
    if (values.some((value) => !Number.isFinite(value))) {
      throw new GPUFailureError(
        `"${this.name}" gave probabilities that are not numbers: its weights or this adapter are at fault.`,
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
}

/** A tensor of that name is an input like others. */
function isPicture(inputs: ModelInputs): inputs is { readonly picture: Picture } {
  return 'picture' in inputs && !(inputs.picture instanceof Float32Array);
}

function subjectOf({ gpu, pipelines, graph, executor }: Placed): TraceSubject {
  return {
    graph,
    executor,
    createExecutor: (plan) => Executor.create(gpu, plan, pipelines, { lender: executor }),
  };
}

function unpackOutput(plan: Plan, graph: Graph, name: string, packed: Float32Array): NamedTensor {
  const { shape } = valueNamed(graph, name);
  const span = plan.outputs.find((port) => port.name === name)?.span;
  return externalTensor(graph, name, unpackNhwc4(packed, shape, span?.first, span?.words));
}

function tensorInfo(graph: Graph, name: string): TensorInfo {
  return {
    name,
    shape: externalShape(valueNamed(graph, name).shape, graph.axisOrder),
    dtype: 'f32',
  };
}
