// A model on a device: runs tensors, classifies pictures, and tells what it is made of.
import { TensorError } from '../errors';
import { isBuffer } from '../gpu/buffers';
import { Executor, type ReadRequest } from '../gpu/executor';
import { type Graph, valueNamed } from '../graph/graph';
import type { Classifier } from '../graph/model';
import type { Picture } from '../image/picture';
import type { PictureInput } from '../image/picture-input';
import type { Plan } from '../plan/plan';
import { type Backend, type ModelReport, reportModel } from '../plan/report';
import { TOP_INDICES, TOP_VALUES } from '../rewrites/append-top-k';
import { packNhwc4, unpackNhwc4 } from '../tensor/layout';
import { f32Tensor, type Tensor } from '../tensor/tensor';
import type { VariantProfile, VariantProfileOptions } from '../tune/profile-variants';
import { orAborted } from '../util/abort';
import { Scoped } from '../util/scoped';
import type { CallOptions } from './call';
import { type Classification, entriesFor, nameClasses } from './classification';
import type { CompareOptions, ModelComparison, ModelInputs } from './comparison';
import type { BufferOptions, BufferTensor, RunInputs } from './device-tensors';
import type { Host } from './host';
import type { Pixels } from './preview';
import type { ModelProfile, ProfileOptions } from './profile';
import { inputTensors, type NamedTensor, nhwcInputs } from './read-model';
import type { LoadedModelParts, Placed, Resident } from './resident';
import type { StreamOptions, StreamResult, VideoSource } from './stream';
import { type TensorInfo, tensorInfo, unpackOutput } from './tensor-info';
import type { Trace, TraceSubject } from './trace';

/** A network ready to run. Made by `Runtime.load`. */
export class LoadedModel extends Scoped {
  readonly name: string;
  /** What computes it. */
  readonly backend: Backend = 'webgpu';
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
   * channels; transparent ones are seen on white; EXIF orientation is honoured. Seen is what is there when the call comes.
   * @param options.topK how many answers, 1 … number of classes; by default 5, or all where there are fewer
   * @throws ImageError when the picture cannot be decoded; TensorError for a topK out of range, a model loaded
   * for a batch of several, or one that does not classify pictures; DeviceLostError; the signal's reason.
   */
  async classify(
    picture: Picture,
    options: CallOptions & { readonly topK?: number } = {},
  ): Promise<Classification[]> {
    const { topK, signal } = options;
    const { classifier } = this.#pictures();
    const byteLength = 4 * entriesFor(topK, this.#graph, classifier);
    const requests = [
      { output: TOP_INDICES, byteLength },
      { output: TOP_VALUES, byteLength },
    ];
    const [indices, values] = await this.#runPicture(picture, requests, signal);
    return nameClasses(
      this.name,
      classifier,
      new Uint32Array(indices ?? []),
      new Float32Array(values ?? []),
    );
  }

  /**
   * Raw tensors in and out, by name, in the model's own axis order (`inputs` and `outputs` tell shapes). An input may also
   * be a GPUBuffer of `runtime.device` with the usage STORAGE, that holds the tensor from its beginning as tightly packed
   * float32: it is read on the GPU by the one submit of this run.
   * @param options.outputs which outputs to give; all of `outputs` by default
   * @param options.as 'buffer' leaves the outputs on the GPU, in buffers of tightly packed float32 that are the caller's:
   * new ones (STORAGE, COPY_SRC, COPY_DST), or those of `options.into`, by name. Nothing is read back: commands that are
   * submitted once the promise resolves see the results.
   * @throws TensorError when an input is missing or has the wrong size, an output does not exist, or a buffer is too small,
   * mapped, destroyed, of another device, or without STORAGE; LimitError, GPUFailureError; DeviceLostError; the signal's reason.
   */
  async run(
    inputs: RunInputs,
    options: CallOptions & BufferOptions,
  ): Promise<Record<string, BufferTensor>>;
  async run(
    inputs: RunInputs,
    options?: CallOptions & { readonly outputs?: readonly string[] },
  ): Promise<Record<string, NamedTensor>>;
  async run(
    inputs: RunInputs,
    options: CallOptions & Partial<BufferOptions> = {},
  ): Promise<Record<string, NamedTensor | BufferTensor>> {
    const { into = {}, signal } = options;
    const given = Object.keys(into);
    const names =
      options.outputs ?? (given.length > 0 ? given : this.outputs.map(({ name }) => name));
    // Copies: the caller's arrays may change before their turn comes.
    const arrays = nhwcInputs(this.#graph, inputs, (name) => isBuffer(inputs[name]));
    const packed = Object.entries(arrays).map(
      ([name, data]) => [name, packNhwc4(data, valueNamed(this.#graph, name).shape)] as const,
    );
    const buffers = Object.entries(inputs).filter((entry): entry is [string, GPUBuffer] =>
      isBuffer(entry[1]),
    );
    return this.#inTurn(signal, async (placed) => {
      const { executor, graph } = placed;
      const write = () => {
        for (const [name, words] of packed) executor.writeInput(name, words);
      };
      const tensors =
        options.as || buffers.length > 0
          ? (await import('./device-tensors')).DeviceTensors.of(placed)
          : null;
      if (tensors && options.as) return tensors.runToBuffers(buffers, names, into, write);
      const requests = names.map((output) => ({ output }));
      const results = await (tensors
        ? tensors.runAndRead(buffers, requests, write)
        : executor.run(requests, write));
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
    const { struck } = this.#resident.placed.gpu.target;
    return {
      ...reportModel(this.#graph, this.plan, { name: this.name, byteLength, graph: model.graph }),
      struck: Object.fromEntries(struck),
    };
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
    return this.#host.attempt(() =>
      profileExecutor(this.#resident.ready(), this.inspect().layers, { ...options, runs }),
    );
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
      const { pictureInput } = this.#pictures();
      const kept = await pictureInput.keep(picture);
      try {
        return await this.#inTurn(signal, async ({ executor }) => {
          const { pictureInput } = this.#pictures();
          await pictureInput.prepare();
          signal?.throwIfAborted();
          return executor
            .run(requests, (pass) => pictureInput.encode(pass, kept))
            .catch((cause) => pictureInput.explain(picture, cause));
        });
      } finally {
        kept.close();
      }
    });
  }

  /** Inputs as NHWC; a picture as it comes to the network. */
  async #tensorsOf(
    inputs: ModelInputs,
    signal: AbortSignal | undefined,
  ): Promise<Record<string, Tensor>> {
    if (isPicture(inputs)) {
      return { [this.#graph.inputs[0] ?? '']: await this.#pictureTensor(inputs.picture, signal) };
    }
    return inputTensors(this.#graph, inputs);
  }

  async #pictureTensor(picture: Picture, signal: AbortSignal | undefined): Promise<Tensor> {
    const input = this.#graph.inputs[0] ?? '';
    const { shape } = valueNamed(this.#graph, input);
    const [words] = await this.#runPicture(picture, [{ input }], signal);
    return f32Tensor(shape, unpackNhwc4(new Float32Array(words ?? []), shape));
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
