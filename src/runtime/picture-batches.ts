// Pictures that come one by one, computed together: whoever asks about one gets its answer, as `classify` gives it. Loaded by those
// who ask for batches.
import { DeviceLostError, KindlingError, TensorError, UnsupportedError } from '../errors';
import { valueNamed } from '../graph/graph';
import type { Picture } from '../image/picture';
import { TOP_INDICES, TOP_VALUES } from '../rewrites/append-top-k';
import { channelsOf } from '../tensor/tensor';
import { orAborted } from '../util/abort';
import { MOST_BATCH } from '../util/batch-concurrency';
import type { Batch, Placed, Taken } from './backend';
import { type BatchMeasurement, BatchSize } from './batch-size';
import type { CallOptions } from './call';
import {
  type Classification,
  entriesFor,
  type PictureClassifier,
  type PictureModel,
} from './classification';
import { behindModel } from './internals';

/** How many pictures are computed together. */
export interface BatchOptions {
  /**
   * So many, from 1; or 'auto': 1, 2, 4 and so on are measured on the first pictures, as long as that gains. A batch is smaller
   * where fewer pictures are there, where a larger one would take more than `memoryLimit`, or where the network would mix images; and
   * the CPU computes pictures one by one.
   */
  readonly batch: number | 'auto';
  /** The largest batch that 'auto' may try; 16 by default. */
  readonly mostBatch?: number;
  /** Told once it is known how many pictures are computed together. */
  readonly onBatch?: (measurement: BatchMeasurement) => void;
}

/** What is submitted at once, so that the GPU has the next batch at hand; of single pictures as many as turns allow. */
const BATCHES_AT_ONCE = 2;
const PICTURES_AT_ONCE = 4;

/** A picture that waits for its turn. */
interface Waiting {
  readonly taken: Taken;
  /** Entries of the ranking that it wants. */
  readonly count: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (ranking: Ranking) => void;
  readonly reject: (error: unknown) => void;
}

/** The best entries for a picture. */
interface Ranking {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** A network for several pictures, where the model is now. */
interface Made {
  readonly placed: Placed;
  readonly images: number;
  readonly batch: Promise<Batch | null>;
}

const ONE_BY_ONE = 'The CPU computes pictures one by one.';

/** @throws RangeError for what is no number of pictures */
export function checkBatch(batch: BatchOptions['batch']): void {
  if (batch === 'auto' || (Number.isInteger(batch) && batch > 0)) return;
  throw new RangeError(`batch is a whole number from 1, or "auto"; got ${batch}.`);
}

/** One model's pictures. */
export class PictureBatches implements PictureClassifier {
  readonly #model: PictureModel;
  readonly #onBatch: BatchOptions['onBatch'];
  readonly #waiting: Waiting[] = [];
  readonly #end = new AbortController();
  /** Measures; null where the size was given. */
  readonly #sizes: BatchSize | null;
  /** Resolves once a size that was given is ready, or a smaller one. */
  readonly #begun: Promise<void>;
  /** Those that were made and not given up. */
  #made: Made[] = [];
  #size = 1;
  #going = 0;

  /** @throws RangeError for what is no number of pictures */
  constructor(model: PictureModel, { batch, mostBatch = MOST_BATCH, onBatch }: BatchOptions) {
    checkBatch(batch);
    this.#model = model;
    this.#onBatch = onBatch;
    this.#sizes = batch === 'auto' ? new BatchSize(mostBatch) : null;
    this.#begun = batch === 'auto' ? Promise.resolve() : this.#begin(batch);
    this.#begun.catch(() => undefined); // thrown to whoever asks about a picture
  }

  /** The answers for a picture, computed with others that wait. @throws as `LoadedModel.classify` does */
  classify(
    picture: Picture,
    { topK, signal }: CallOptions & { readonly topK?: number } = {},
  ): Promise<readonly Classification[]> {
    return orAborted(signal, async () => {
      await this.#begun;
      const { resident, preprocessing } = behindModel(this.#model);
      const { classifier } = resident.parts.model;
      // It says what is wrong with the model.
      if (!classifier) return this.#model.classify(picture, {});
      preprocessing();
      const count = entriesFor(topK, resident.placed.graph, classifier);
      const taken = await resident.ready().takePicture(picture);
      try {
        const ranking = await new Promise<Ranking>((resolve, reject) => {
          this.#waiting.push({ taken, count, signal, resolve, reject });
          this.#next();
        });
        const { nameClasses } = await import('./name-classes');
        return await nameClasses(this.#model.name, classifier, ranking.indices, ranking.values);
      } finally {
        taken.close();
      }
    });
  }

  /** Frees the networks of batches. Pictures that wait are not computed. */
  close(): void {
    this.#end.abort(new DOMException('Nobody asks for further answers.', 'AbortError'));
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end.signal.reason);
    this.#keepOnly(1);
  }

  /** Makes a size ready, or the largest below it that there can be. @throws DeviceLostError */
  async #begin(wanted: number): Promise<void> {
    let reason: string | null = null;
    let size = wanted;
    for (; size > 1; size = Math.floor(size / 2)) {
      const refusal = await this.#prepare(size);
      if (refusal === null) break;
      reason ??= refusal;
    }
    this.#size = size;
    this.#onBatch?.({ batch: size, rates: [], reason });
  }

  /** Makes a network ready. Gives why there is none. @throws DeviceLostError; why the model was disposed */
  async #prepare(images: number): Promise<string | null> {
    const { attempt } = behindModel(this.#model);
    try {
      const batch = await attempt(this.#end.signal, (placed) => this.#networkOf(placed, images));
      return batch === null ? ONE_BY_ONE : null;
    } catch (error) {
      if (isOfAll(error)) throw error;
      return (error as KindlingError).message;
    }
  }

  /** The network for so many pictures where the model is now. */
  #networkOf(placed: Placed, images: number): Promise<Batch | null> {
    const known = this.#made.find((made) => made.placed === placed && made.images === images);
    if (known) return known.batch;
    const batch = placed.inBatch(images, behindModel(this.#model).resident.parts);
    this.#made.push({ placed, images, batch });
    batch
      .then((late) => {
        if (this.#end.signal.aborted) late?.destroy();
      })
      .catch(() => undefined); // thrown to whoever waits for it
    return batch;
  }

  /** Gives up the networks for other numbers of pictures. */
  #keepOnly(images: number): void {
    const given = this.#made.filter((made) => made.images !== images);
    this.#made = this.#made.filter((made) => made.images === images);
    for (const { batch } of given) {
      batch.then((made) => made?.destroy()).catch(() => undefined);
    }
  }

  /** Begins what can begin: whole batches, and what there is where nothing is computed. */
  #next(): void {
    const size = this.#sizes?.size ?? this.#size;
    const atOnce = size > 1 ? BATCHES_AT_ONCE : PICTURES_AT_ONCE;
    while (this.#waiting.length > 0 && this.#going < atOnce) {
      // More may come while others are computed.
      if (this.#waiting.length < size && this.#going > 0) return;
      this.#going++;
      void this.#compute(this.#waiting.splice(0, size), size);
    }
  }

  async #compute(taken: readonly Waiting[], size: number): Promise<void> {
    const wanted = taken.filter((each) => {
      if (each.signal?.aborted) each.reject(each.signal.reason);
      return !each.signal?.aborted;
    });
    if (wanted.length > 1) await this.#several(wanted, size);
    else for (const each of wanted) await this.#alone(each);
    this.#going--;
    const isBusy = this.#going > 0;
    this.#next();
    this.#measure(wanted.length, isBusy);
  }

  /** A batch that fails is done again one by one, so that each of its pictures has its own error. */
  async #several(wanted: readonly Waiting[], size: number): Promise<void> {
    const outputs = [TOP_INDICES, TOP_VALUES];
    const pictures = wanted.map(({ taken }) => taken);
    const { signal } = this.#end;
    try {
      const [indices, values] = await this.#inTurn(async (placed) => {
        const batch = await this.#networkOf(placed, size);
        if (!batch) throw new UnsupportedError(ONE_BY_ONE);
        return batch.run(pictures, outputs, signal);
      });
      const { graph } = behindModel(this.#model).resident.placed;
      const entries = channelsOf(valueNamed(graph, TOP_VALUES).shape);
      for (const [image, { count, resolve }] of wanted.entries()) {
        const [from, to] = [image * entries, image * entries + count];
        resolve({
          indices: new Uint32Array((indices ?? []).slice(from, to)),
          values: new Float32Array((values ?? []).slice(from, to)),
        });
      }
    } catch (error) {
      if (isOfAll(error)) for (const { reject } of wanted) reject(error);
      else for (const each of wanted) await this.#alone(each);
    }
  }

  async #alone({ taken, count, resolve, reject }: Waiting): Promise<void> {
    const reads = [
      { output: TOP_INDICES, count },
      { output: TOP_VALUES, count },
    ];
    try {
      const [indices, values] = await this.#inTurn((placed) => {
        const [input = ''] = placed.graph.inputs;
        return placed.run({ [input]: taken }, reads, this.#end.signal);
      });
      resolve({
        indices: new Uint32Array(indices ?? []),
        values: new Float32Array(values ?? []),
      });
    } catch (error) {
      reject(error);
    }
  }

  /** Works where the model is, in its turn among others. */
  #inTurn<T>(work: (placed: Placed) => Promise<T>): Promise<T> {
    const { host, resident, attempt } = behindModel(this.#model);
    const { signal } = this.#end;
    return attempt(signal, () =>
      host.turns.take(resident, async () => {
        signal.throwIfAborted();
        return work(resident.ready());
      }),
    );
  }

  #measure(pictures: number, isBusy: boolean): void {
    const sizes = this.#sizes;
    if (!sizes || sizes.result) return;
    const { wanted } = sizes;
    sizes.ended(pictures, performance.now(), isBusy);
    if (sizes.wanted !== null && sizes.wanted !== wanted) void this.#try(sizes, sizes.wanted);
    this.#settle(sizes);
  }

  /** Pictures go on meanwhile, as before. */
  async #try(sizes: BatchSize, images: number): Promise<void> {
    const refusal = await this.#prepare(images).catch((error: unknown) => String(error));
    if (refusal === null) sizes.ready();
    else sizes.refused(refusal);
    this.#settle(sizes);
  }

  #settle({ result }: BatchSize): void {
    if (!result || this.#end.signal.aborted) return;
    this.#keepOnly(result.batch);
    this.#onBatch?.(result);
  }
}

/** Whether an error is no one's picture: the device is gone, or the model; others a single picture tells better. */
function isOfAll(error: unknown): boolean {
  const isOurs = error instanceof KindlingError;
  return !isOurs || error instanceof DeviceLostError || error instanceof TensorError;
}
