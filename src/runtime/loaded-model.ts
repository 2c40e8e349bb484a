// A model as users hold it: runs tensors, classifies pictures and videos, and says what it is made of. Whatever computes it.
import { TensorError } from '../errors';
import { isBuffer } from '../gpu/buffers';
import type { AdapterDescription } from '../gpu/device';
import type { Graph } from '../graph/graph';
import { type Classifier, type Preprocessing, preprocessingOf } from '../graph/model';
import type { Picture } from '../image/picture';
import { type BackendKind, type ModelReport, reportModel } from '../plan/report';
import { TOP_INDICES, TOP_VALUES } from '../rewrites/append-top-k';
import type { TensorData } from '../tensor/tensor';
import { orAborted } from '../util/abort';
import { Scoped } from '../util/scoped';
import type { Feeds, ModelParts, Placed, Read, Taken } from './backend';
import type { BackendChoice } from './backend-choice';
import type { BufferOptions, BufferTensor, CallOptions, RunInputs } from './call';
import { type Classification, entriesFor } from './classification';
import type { ClassifyAllOptions, PictureResult } from './classify-all';
import type { Admitted, Host } from './host';
import { rememberModel } from './internals';
import { externalTensor, type NamedTensor, nhwcInputs } from './read-model';
import type { Resident } from './resident';
import type { StreamOptions, StreamResult, VideoSource } from './stream';
import { type TensorInfo, tensorInfo } from './tensor-info';

/** A network ready to run. Made by `Runtime.load`. */
export class LoadedModel extends Scoped {
  readonly name: string;
  /** What computes it. */
  readonly backend: BackendKind;
  /** How that was chosen, by a runtime of the backend 'fastest'; null by others, which have one thing that computes. */
  readonly choice: BackendChoice | null;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #host: Host;
  readonly #resident: Resident;

  private constructor({ host, resident, choice = null }: Admitted) {
    super();
    const { graph, backend } = resident.placed;
    this.name = resident.parts.model.name;
    this.backend = backend.kind;
    this.choice = choice;
    this.#host = host;
    this.#resident = resident;
    this.inputs = graph.inputs.map((name) => tensorInfo(graph, name));
    this.outputs = graph.outputs
      .filter((name) => name !== TOP_VALUES && name !== TOP_INDICES)
      .map((name) => tensorInfo(graph, name));
    host.leaks?.watch(this, resident, `The model "${this.name}"`);
    rememberModel(this, {
      host,
      resident,
      attempt: (signal, work) => this.#attempt(signal, work),
      ofPicture: (picture, reads, signal) => this.#ofPicture(picture, reads, signal),
      preprocessing: () => this.#checkTakesPicture(this.#graph.inputs[0] ?? ''),
    });
  }

  /** Makes a model ready. @internal @throws as `Runtime.load` does */
  static async create(host: Host, parts: ModelParts): Promise<LoadedModel> {
    return new LoadedModel(await host.admit(parts));
  }

  /** The adapter that computes it; after a loss it may be another one. */
  get adapter(): AdapterDescription {
    return this.#resident.placed.backend.adapter;
  }

  /**
   * Names what is in a picture: decoded, resized, cropped and normalised as the network was trained for, and ranked, on the
   * GPU where that computes, so that only the best answers are read back. Grey pictures count as RGB with equal
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
    const classifier = this.#classifier();
    const count = entriesFor(topK, this.#graph, classifier);
    const reads = [
      { output: TOP_INDICES, count },
      { output: TOP_VALUES, count },
    ];
    const [[indices, values], { nameClasses }] = await Promise.all([
      this.#ofPicture(picture, reads, signal),
      import('./name-classes'),
    ]);
    return nameClasses(
      this.name,
      classifier,
      new Uint32Array(indices ?? []),
      new Float32Array(values ?? []),
    );
  }

  /**
   * Tensors in and out, by name, in the model's own axis order (`inputs` and `outputs` tell shapes). The first input may be a
   * picture, prepared as `classify` does where the file or the load option `preprocessing` says how. An input may also be a
   * GPUBuffer of `runtime.device` with the usage STORAGE, that holds the tensor from its beginning as tightly packed
   * float32: it is read on the GPU by the one submit of this run.
   * @param options.outputs which outputs to give; all of `outputs` by default
   * @param options.as 'buffer' leaves the outputs on the GPU, in buffers of tightly packed float32 that are the caller's:
   * new ones (STORAGE, COPY_SRC, COPY_DST), or those of `options.into`, by name. Nothing is read back: commands that are
   * submitted once the promise resolves see the results.
   * @throws TensorError when an input is missing, has the wrong size or takes no pictures, an output does not exist, or a buffer is too small,
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
    tensors: RunInputs,
    options: CallOptions & Partial<BufferOptions> = {},
  ): Promise<Record<string, NamedTensor | BufferTensor>> {
    const { into = {}, signal } = options;
    const given = Object.keys(into);
    const names =
      options.outputs ?? (given.length > 0 ? given : this.outputs.map(({ name }) => name));
    this.#refuseUnknown(names);
    // Null has no properties, which is no more than inputs that are missing.
    const inputs: RunInputs = Object(tensors);
    const pictured = Object.keys(inputs).find((name) => isPicture(inputs[name]));
    return this.#infer(inputs, pictured, signal, async (placed, feeds) => {
      if (options.as) return placed.runToBuffers(feeds, names, into, signal);
      const reads = names.map((output) => ({ output }));
      const results = await placed.run(feeds, reads, signal);
      return Object.fromEntries(
        names.map((name, index) => {
          const data = new Float32Array(results[index] ?? []);
          return [name, externalTensor(placed.graph, name, data)];
        }),
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
    options?: StreamOptions,
  ): AsyncGenerator<StreamResult, void, undefined> {
    yield* (await import('./stream')).streamAnswers(this, source, options);
  }

  /**
   * Classifies many pictures, several at once, so that decoders and GPU are both at work. Answers come in the order of the
   * pictures, which are taken as they are needed; a picture that fails is a result with its error. Ends when the signal aborts,
   * the model is disposed, or with the loop around it.
   * @param options.batch how many are computed together, on the GPU; 1 by default, 'auto' measures it
   * @throws RangeError for a concurrency or a batch below 1; what `pictures` throws; as `classify` does, but for ImageError and LimitError.
   */
  async *classifyAll(
    pictures: Iterable<Picture> | AsyncIterable<Picture>,
    options?: ClassifyAllOptions,
  ): AsyncGenerator<PictureResult, void, undefined> {
    yield* (await import('./stream')).classifyAll(this, pictures, options);
  }

  /** Layers, shapes, costs, kernels, slots and counts: plain JSON. */
  inspect(): ModelReport {
    const { placed, parts } = this.#resident;
    const { model, byteLength } = parts;
    const origin = { name: this.name, byteLength, graph: model.graph };
    return reportModel(placed.graph, placed.report(), origin);
  }

  /** Frees everything that the model holds. Calls under way, and later ones, are rejected with a TensorError that says so. */
  dispose(): void {
    this.#host.dismiss(this.#resident);
  }

  get #graph(): Graph {
    return this.#resident.placed.graph;
  }

  /** @throws TensorError when the model classifies no pictures */
  #classifier(): Classifier {
    const { classifier } = this.#resident.parts.model;
    if (!classifier) {
      throw new TensorError(
        `"${this.name}" does not classify pictures; use run, or load it with the option classifier.`,
      );
    }
    return classifier;
  }

  /** @throws TensorError when nothing says how a picture becomes that input, or it takes several at once */
  #checkTakesPicture(name: string): Preprocessing {
    const [first] = this.inputs;
    const preprocessing = preprocessingOf(this.#resident.parts.model);
    if (!preprocessing || first?.name !== name) {
      throw new TensorError(
        `Nothing says how a picture becomes "${name}"; load "${this.name}" with the option preprocessing, or give numbers.`,
      );
    }
    if (first.shape[0] !== 1) {
      throw new TensorError(
        `A picture is a batch of one; load "${this.name}" without a batch to show it pictures.`,
      );
    }
    return preprocessing;
  }

  #refuseUnknown(outputs: readonly string[]): void {
    const own = this.outputs.map(({ name }) => name);
    const unknown = outputs.find((name) => !own.includes(name));
    if (unknown === undefined) return;
    const listed = own.map((name) => `"${name}"`).join(', ');
    throw new TensorError(`The model has no output "${unknown}"; it has ${listed}.`);
  }

  /** Works where the model is until the signal aborts, or the model is disposed; on another device again, where that is asked for. */
  #attempt<T>(signal: AbortSignal | undefined, work: (placed: Placed) => Promise<T>): Promise<T> {
    return orAborted(signal, () =>
      orAborted(this.#resident.end.signal, () =>
        this.#host.attempt(async () => {
          signal?.throwIfAborted();
          return work(this.#resident.ready());
        }),
      ),
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

  /** Takes inputs, of which one may be a picture, as they are when the call comes, and works with them in the model's turn. */
  #infer<T>(
    inputs: RunInputs,
    pictured: string | undefined,
    signal: AbortSignal | undefined,
    work: (placed: Placed, feeds: Feeds) => Promise<T>,
  ): Promise<T> {
    return orAborted(signal, async () => {
      const isElsewhere = (name: string) => name === pictured || isBuffer(inputs[name]);
      const arrays = nhwcInputs(this.#graph, inputs, isElsewhere);
      const { placed } = this.#resident;
      const given: [string, Taken | GPUBuffer][] = [];
      // Copies: the caller's arrays may change before their turn comes.
      for (const [name, data] of Object.entries(arrays))
        given.push([name, placed.take(name, data)]);
      for (const [name, value] of Object.entries(inputs)) {
        if (isBuffer(value)) given.push([name, value]);
      }
      let taken: Taken | null = null;
      if (pictured !== undefined) {
        this.#checkTakesPicture(pictured);
        taken = await this.#resident.ready().takePicture(inputs[pictured] as Picture);
        given.push([pictured, taken]);
      }
      try {
        return await this.#inTurn(signal, (now) => work(now, Object.fromEntries(given)));
      } finally {
        taken?.close();
      }
    });
  }

  /** Reads of an inference on a picture. */
  #ofPicture(
    picture: Picture,
    reads: readonly Read[],
    signal: AbortSignal | undefined,
  ): Promise<TensorData[]> {
    const [input = ''] = this.#graph.inputs;
    return this.#infer({ [input]: picture }, input, signal, (placed, feeds) =>
      placed.run(feeds, reads, signal),
    );
  }
}

/** Whether an input is given as a picture: what is neither that nor a buffer has to be numbers. */
function isPicture(given: unknown): given is Picture {
  const isObject = typeof given === 'object' && given !== null && !isBuffer(given);
  return isObject && !ArrayBuffer.isView(given) && !Array.isArray(given);
}
